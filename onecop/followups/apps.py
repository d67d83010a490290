from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "onecop.followups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.events import registry
        from onecop.followups import jobs, letters, sections  # noqa: F401 - the work and the letters register themselves
        from onecop.registrations.registry import public_part

        registry.section(sections.after)
        registry.section(sections.materials)
        public_part(sections.public)
