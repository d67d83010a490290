from django.apps import AppConfig


class CongregationsConfig(AppConfig):
    name = "onecop.congregations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.access import registry
        from onecop.congregations import jobs, queries  # noqa: F401 - jobs registers what the clock does
        from onecop.congregations.emails import register_all
        from onecop.congregations.importers import Congregations
        from onecop.congregations.services.places import relocate_after
        from onecop.imports.registry import register
        from onecop.territory.registry import when_activated

        when_activated(relocate_after)
        registry.places(queries.places)
        register_all()
        register(Congregations())
