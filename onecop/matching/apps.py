from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "onecop.matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.congregations import registry
        from onecop.matching import emails, jobs, merging  # noqa: F401 - the first two register letters and work

        registry.when_merged(merging.follow)
        registry.why_kept(merging.why_kept)
