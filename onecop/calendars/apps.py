from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "onecop.calendars"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.calendars import jobs, services  # noqa: F401 - work registers itself
        from onecop.events.registry import when_touched

        when_touched(services.follow)
