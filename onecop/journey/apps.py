from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "onecop.journey"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.journey import emails, jobs, telling  # noqa: F401 - the first two register letters and work
        from onecop.partnerships import registry

        registry.facts(telling.facts)
        registry.asks(telling.asks)
        registry.when_begun(telling.begun)
        registry.when_tenure_changes(telling.tenure_changed)
        registry.when_standing_changes(telling.standing_changed)
