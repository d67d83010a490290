from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "onecop.debriefs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.debriefs import emails, hooks, jobs, telling  # noqa: F401 - letters and rhythms register themselves
        from onecop.partnerships import registry

        registry.facts(telling.facts)
        registry.asks(telling.asks)
        registry.panel(telling.panel)
        registry.when_tenure_changes(hooks.release_goals)
        registry.when_standing_changes(hooks.call_off)
