from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "onecop.agencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.access import registry
        from onecop.agencies import emails, jobs, queries, quiet  # noqa: F401 - jobs registers what the clock does
        from onecop.agencies.importers import register_all
        from onecop.agencies.services.moving import move_after
        from onecop.mail.registry import quiet_hours
        from onecop.territory.registry import when_activated

        when_activated(move_after)
        quiet_hours(queries.quiet_for, many=quiet.quiet_for_many)
        registry.places(queries.places)
        register_all()
        emails.register_all()
