from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "onecop.training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.training import jobs, letters  # noqa: F401 - both register themselves
