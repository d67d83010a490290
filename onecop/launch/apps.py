from django.apps import AppConfig


class LaunchConfig(AppConfig):
    name = "onecop.launch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.congregations.registry import when_merged
        from onecop.launch import jobs, letters, merging  # noqa: F401 - jobs registers what workers do

        letters.register_all()
        when_merged(merging.follow)
