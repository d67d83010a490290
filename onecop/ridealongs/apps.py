from django.apps import AppConfig


class RidealongsConfig(AppConfig):
    name = "onecop.ridealongs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.agencies.registry import when_duty_changes
        from onecop.partnerships import registry
        from onecop.ridealongs import jobs, letters, services, telling  # noqa: F401 - the first registers its rhythm
        from onecop.scheduling.registry import feed_source

        letters.register_all()
        registry.facts(telling.facts)
        registry.asks(telling.asks)
        registry.panel(telling.panel)
        registry.when_tenure_changes(services.follow_tenure)
        registry.when_standing_changes(services.follow_standing)
        feed_source(telling.feed)
        when_duty_changes(services.note_duty)
