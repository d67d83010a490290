"""What workers do for courses."""

from datetime import datetime

from onecop.tasks.alone import Alone
from onecop.tasks.registry import every
from onecop.training import services
from onecop.training.models import Course


@every(hours=1, name="training.certificates")
def certificates(at: datetime) -> None:
    """Issue what was earned, and say what runs out."""
    with Alone("training.certificates") as alone:
        for course in Course.objects.offered().filter(lessons__isnull=False).distinct():
            with alone(course):
                services.issue(course=course, at=at)
        with alone("reminders"):
            services.remind(at=at)
