from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "onecop.handover"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onecop.handover import emails, hooks, jobs, queries, telling  # noqa: F401 - letters and rhythms register themselves
        from onecop.imports.registry import when_imported
        from onecop.matching.registry import also_held
        from onecop.partnerships import registry
        from onecop.partnerships.rebeat import needs_successor
        from onecop.territory.registry import when_activated

        when_activated(hooks.after_map)
        needs_successor(queries.would_drift)
        when_imported(hooks.after_import)
        also_held(hooks.promised)
        registry.when_standing_changes(hooks.after_standing)
        registry.when_tenure_changes(hooks.after_tenure)
        registry.facts(telling.facts)
        registry.asks(telling.asks)
        registry.panel(telling.panel)
