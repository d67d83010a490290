from django.apps import AppConfig


class WeekendConfig(AppConfig):
    name = "onecop.weekend"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.congregations.registry import when_merged
        from onecop.events.registry import when_touched
        from onecop.imports.registry import register
        from onecop.weekend import emails, jobs  # noqa: F401 - letters and work register themselves
        from onecop.weekend.importers import WeekendEvents
        from onecop.weekend.services import follow_merge
        from onecop.weekend.sheet import follow

        register(WeekendEvents())
        when_touched(follow)
        when_merged(follow_merge)
