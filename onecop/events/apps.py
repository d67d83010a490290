from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "onecop.events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.agencies.registry import when_duty_changes
        from onecop.congregations.registry import when_merged
        from onecop.debriefs.registry import plan_events
        from onecop.events import contributions, emails, feed, jobs, merging, services  # noqa: F401 - letters and work register themselves
        from onecop.events.efforts import Planner
        from onecop.partnerships import registry
        from onecop.scheduling.registry import feed_source

        registry.facts(contributions.facts)
        registry.asks(contributions.asks)
        registry.panel(contributions.panel)
        registry.when_tenure_changes(services.follow_tenure)
        registry.when_standing_changes(services.follow_standing)
        feed_source(feed.entries)
        when_duty_changes(services.note_duty)
        plan_events(Planner())
        when_merged(merging.follow)
