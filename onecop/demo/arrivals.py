"""Congregations enroll, and staff answer."""

import random
from dataclasses import dataclass
from datetime import datetime

from onecop.access.models import Person
from onecop.congregations import services
from onecop.congregations.choices import DeclineReason, EnrollmentStanding
from onecop.congregations.enrolling import questions
from onecop.congregations.enrolling.alike import NONE
from onecop.congregations.models import Enrollment
from onecop.demo.city import House
from onecop.demo.form import pages
from onecop.kernel import wizard

ASK = "Thank you! Before we go on: does your board know about the ride-alongs in step 3? A word from its chair is enough."
WAIT = "Your precinct has no free officers just now. Your place is kept, and we write to you as soon as that changes."
NO = "We could not reach anybody at the address you gave us. Please write to us if that was a mistake: the door stays open."


@dataclass(frozen=True)
class Arrival:
    """When a house sends its form, and what becomes of it. answered: None while it waits at the end."""

    house: House
    sent: datetime
    answered: datetime | None
    answer: str
    comes_back: datetime | None = None


def send(house: House, *, at: datetime, dice: random.Random) -> Enrollment:
    """Fill in the form page by page and send it."""
    enrollment = services.start(at=at)
    for slug, typed in pages(house, today=at.date(), dice=dice).items():
        enrollment = services.keep_page(enrollment=enrollment, slug=slug, typed=typed, at=at)
    enrollment = _tell_apart(enrollment, at=at)
    return services.send(enrollment=enrollment, at=at)


def begin_only(house: House, *, at: datetime, dice: random.Random) -> Enrollment:
    """Fill in the first half and ask for the link, as somebody does who is called away."""
    enrollment = services.start(at=at)
    for slug, typed in list(pages(house, today=at.date(), dice=dice).items())[:4]:
        enrollment = services.keep_page(enrollment=enrollment, slug=slug, typed=typed, at=at)
    services.send_link(enrollment=enrollment, at=at)
    return enrollment


def review(enrollment: Enrollment, answer: str, *, by: Person, at: datetime) -> None:
    """Give the answer of staff: accept, ask, wait or decline."""
    if answer == "accept":
        services.accept_enrollment(enrollment=enrollment, by=by, at=at)
    elif answer == "ask":
        services.ask_back(enrollment=enrollment, message=ASK, by=by, at=at)
    elif answer == "wait":
        services.waitlist(enrollment=enrollment, message=WAIT, by=by, at=at)
    else:
        services.decline(enrollment=enrollment, reason=DeclineReason.NO_ANSWER, message=NO, by=by, at=at)


def send_again(enrollment: Enrollment, *, at: datetime) -> None:
    """Answer what staff asked, and send the form once more."""
    enrollment.refresh_from_db()
    if enrollment.standing == EnrollmentStanding.ASKED_BACK:
        typed: wizard.Typed = {**enrollment.answers["deciding"], "note": ["The chair agrees, and would like to come along."]}
        enrollment = services.keep_page(enrollment=enrollment, slug="deciding", typed=typed, at=at)
        services.send(enrollment=_tell_apart(enrollment, at=at), at=at)


def _tell_apart(enrollment: Enrollment, *, at: datetime) -> Enrollment:
    """Where the form asks whether they are one of those that look alike, say no."""
    if not questions.BY_SLUG["same"].asked(enrollment.answers):
        return enrollment
    return services.keep_page(enrollment=enrollment, slug="same", typed={"same": [NONE]}, at=at)
