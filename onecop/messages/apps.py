from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "onecop.messages"
    label = "relay"  # django.contrib.messages has the other label
    default_auto_field = "django.db.models.BigAutoField"
