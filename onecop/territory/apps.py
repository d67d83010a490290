from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "onecop.territory"
    default_auto_field = "django.db.models.BigAutoField"
