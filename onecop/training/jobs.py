"""What workers do for courses."""

from datetime import datetime

from onecop.tasks.registry import every
from onecop.training import services
from onecop.training.models import Course


@every(hours=1, name="training.certificates")
def certificates(at: datetime) -> None:
    """Issue what was earned, and say what runs out."""
    for course in Course.objects.offered().filter(lessons__isnull=False).distinct():
        services.issue(course=course, at=at)
    services.remind(at=at)
