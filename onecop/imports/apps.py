from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "onecop.imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.imports import jobs  # noqa: F401 - registers them
