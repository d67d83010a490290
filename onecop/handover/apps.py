from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "onecop.handover"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.handover import emails  # noqa: F401 - registers the letters
