from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "onecop.tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.tasks import jobs  # noqa: F401 - registers the reaper
