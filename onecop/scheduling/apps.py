from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "onecop.scheduling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.agencies.registry import when_duty_changes
        from onecop.partnerships import registry
        from onecop.scheduling import emails, feeds, hours_email, jobs, telling  # noqa: F401 - the first four register letters, entries and work
        from onecop.scheduling.services import following, hours

        when_duty_changes(hours.note_duty)

        registry.facts(telling.facts)
        registry.asks(telling.asks)
        registry.panel(telling.panel)
        registry.when_begun(following.when_begun)
        registry.when_standing_changes(following.when_standing_changes)
        registry.when_tenure_changes(following.when_tenure_changes)
