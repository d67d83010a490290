from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "onecop.partnerships"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.access.registry import when_staff_leaves
        from onecop.congregations import registry
        from onecop.partnerships import merging
        from onecop.partnerships.services import owning

        when_staff_leaves(owning.after_leaving)
        registry.when_merged(merging.follow)
        registry.why_kept(merging.why_kept)
