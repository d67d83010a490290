from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "onecop.audiences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.audiences import jobs, letters, telling  # noqa: F401 - the work and the letter register themselves
        from onecop.events.registry import section

        section(telling.panel)
