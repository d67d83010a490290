from django.apps import AppConfig


class UiConfig(AppConfig):
    """Styles, components, forms and tables. Knows no model."""

    name = "onecop.ui"
    default_auto_field = "django.db.models.BigAutoField"
