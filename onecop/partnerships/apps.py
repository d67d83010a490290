from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "onecop.partnerships"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.access.registry import when_staff_leaves
        from onecop.congregations import registry
        from onecop.partnerships import jobs, merging, telling  # noqa: F401 - jobs registers what the clock does
        from onecop.partnerships import registry as told
        from onecop.partnerships.services import owning, people

        told.facts(telling.facts)
        told.asks(telling.asks)
        told.panel(telling.people_panel)
        told.panel(telling.standing_panel)
        when_staff_leaves(owning.after_leaving)
        registry.when_contact_changes(people.contact_changed)
        registry.merge_outlook(merging.outlook)
        registry.when_merged(merging.follow)
        registry.why_kept(merging.why_kept)
