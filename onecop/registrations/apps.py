from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "onecop.registrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.agencies.registry import when_duty_changes
        from onecop.events import registry
        from onecop.partnerships.registry import asks
        from onecop.registrations import contributions, emails, jobs, officers, sections, services  # noqa: F401 - letters and work register themselves

        registry.when_moved(services.follow_move)
        registry.when_placed(services.follow_place)
        registry.when_called_off(services.follow_call_off)
        registry.when_restored(services.follow_restoring)
        registry.when_changed(services.follow_change)
        registry.audience(services.audience)
        registry.section(sections.guests)
        registry.stays(officers.stays)
        registry.duty(officers.duties)
        when_duty_changes(services.note_duty)
        asks(contributions.asks)
