from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "onecop.web"
    default_auto_field = "django.db.models.BigAutoField"
