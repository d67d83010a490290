from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "onecop.messages"
    label = "relay"  # django.contrib.messages has the other label
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anymail.signals import inbound as arrived

        from onecop.messages import emails, hooks, inbound, telling  # noqa: F401 - the first registers its letters
        from onecop.partnerships import registry

        arrived.connect(inbound.on_inbound, dispatch_uid="onecop.messages")
        registry.facts(telling.facts)
        registry.asks(telling.asks)
        registry.panel(telling.panel)
        registry.when_tenure_changes(hooks.greet)
        registry.reply_to(hooks.reply_address)
