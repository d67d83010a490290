from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "onecop.debriefs"
    default_auto_field = "django.db.models.BigAutoField"
