from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "onecop.mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anymail.signals import tracking

        from onecop.mail import hooks, jobs  # noqa: F401 - registers the worker's part

        tracking.connect(hooks.on_tracking, dispatch_uid="onecop.mail")
