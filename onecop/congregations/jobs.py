"""What the clock does here."""

from datetime import datetime

from onecop.access.enrolling.filing import GOOD_FOR
from onecop.congregations.choices import EnrollmentStanding
from onecop.congregations.models import Enrollment
from onecop.tasks.registry import every


@every(minutes=24 * 60, name="congregations.forget_drafts")
def forget_drafts(at: datetime) -> None:
    """Delete forms that nobody sent or touched for as long as their link works: what was promised in the e-mail with the link."""
    Enrollment.objects.filter(standing=EnrollmentStanding.DRAFT, saved_at__lt=at - GOOD_FOR).delete()
