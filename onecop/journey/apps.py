from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "onecop.journey"
    default_auto_field = "django.db.models.BigAutoField"
