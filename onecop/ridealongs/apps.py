from django.apps import AppConfig


class RidealongsConfig(AppConfig):
    name = "onecop.ridealongs"
    default_auto_field = "django.db.models.BigAutoField"
