"""The letters to agencies, one function per occasion, in words that staff can change."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.agencies.models import Agency, AgencyEnrollment, Post
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register

APPLICANT = _("Whoever fills in the enrollment of an agency")
NAME, AGENCY, LINK = "Sgt. Joan Petrie", "Port Ellery Police Department", "https://onecop.example/enroll-agency/continue/abc"
WORDS = {"name": NAME, "agency": AGENCY}

SAVED = Template(
    kind="agency.saved", title=_("Agency: saved, come back"), audience=APPLICANT, subject="Your agency’s enrollment is saved",
    body=(
        "Dear {name},\n\nwe have kept everything you wrote about {agency}. [Go on where you stopped]({link}), whenever it suits you. The link works "
        "until {until}; whoever has it can read what you wrote."
    ),
    words={**WORDS, "link": LINK, "until": "January 19, 2027"},
)  # fmt: skip
WELCOME = Template(
    kind="agency.welcome", title=_("Agency: thank you"), audience=APPLICANT, subject="{agency}: thank you for stepping forward",
    body=(
        "Dear {name},\n\nthank you for bringing {agency} to OneCOP.\n\n**What happens now.** Somebody of our staff reads what you wrote, and calls or "
        "writes within a week to see that you speak for the agency. Then the liaison can sign in and upload the roster and, if you have one, the "
        "map of your areas.\n\nYou have nothing more to do today. [See what you sent]({link})."
    ),
    words={**WORDS, "link": LINK},
)  # fmt: skip
ASKED_BACK = Template(
    kind="agency.asked_back", title=_("Agency: a question"), audience=APPLICANT, subject="{agency}: one question before we go on",
    body=(
        "Dear {name},\n\nbefore we can welcome {agency} we need one thing from you:\n\n> {message}\n\n[Open your enrollment]({link}), change what needs "
        "changing, and send it again. The link works until {until}; you may also answer this e-mail."
    ),
    words={**WORDS, "message": "Who signs for the sheriff?", "link": LINK, "until": "January 19, 2027"},
)  # fmt: skip
LIAISON = Template(
    kind="agency.accepted_liaison", title=_("Agency: accepted, to the liaison"), audience=_("The liaison of an agency"),
    subject="{agency} is in: two things to bring",
    body=(
        "Dear {name},\n\n**{agency} is now part of OneCOP**, and you are its liaison.\n\n{message}\n\n**Signing in.** Go to [the sign-in page]({sign_in}) "
        "and type this e-mail address. We send you a code, and ask you to set up a second factor.\n\n**Then, two things:**\n\n1. [Upload your "
        "roster]({agency_page}): name, rank, area, shift and work e-mail address of the officers who patrol.\n2. If your ground is divided, [upload the map]"
        "({territory}) of your precincts or beats. If it is not, you are done.\n\nAs soon as both are in, we can look for partners."
    ),
    words={
        **WORDS, "message": "We look forward to you.", "sign_in": "https://onecop.example/account/login/", "agency_page": "https://onecop.example/agencies/abc/",
        "territory": "https://onecop.example/agencies/abc/territory/",
    },
)  # fmt: skip
EXECUTIVE = Template(
    kind="agency.accepted_executive", title=_("Agency: accepted, to the executive"), audience=_("The executive of an agency"), subject="{agency} is in",
    body=(
        "Dear {name},\n\n**{agency} is now part of OneCOP.** {liaison} is our point of contact and keeps roster and map.\n\n{message}\n\nYou see how your "
        "partnerships stand at [OneCOP]({sign_in}): type this e-mail address, and we send you a code."
    ),
    words={**WORDS, "liaison": "Sgt. Joan Petrie", "message": "We look forward to you.", "sign_in": "https://onecop.example/account/login/"},
)  # fmt: skip
WAITLISTED = Template(
    kind="agency.waitlisted", title=_("Agency: on the waiting list"), audience=APPLICANT, subject="{agency}: you have a place on our list",
    body=(
        "Dear {name},\n\nthank you for enrolling {agency}. We cannot begin yet, and here is why:\n\n> {message}\n\nYou keep your place. We write as soon as "
        "this changes."
    ),
    words={**WORDS, "message": "No congregation near you is enrolled."},
)  # fmt: skip
DECLINED = Template(
    kind="agency.declined", title=_("Agency: declined"), audience=APPLICANT, subject="About the enrollment of {agency}",
    body=(
        "Dear {name},\n\nthank you for writing to us about {agency}. We cannot take it in. The reason: {reason}.\n\n> {message}\n\nIf we have misunderstood "
        "something, answer this e-mail; a person reads it."
    ),
    words={**WORDS, "reason": "It takes part already", "message": "Captain Ruiz enrolled it in May."},
)  # fmt: skip
REOPENED = Template(
    kind="agency.reopened", title=_("Agency: we look at it again"), audience=APPLICANT, subject="{agency}: we are looking at it again",
    body="Dear {name},\n\nplease set our last e-mail about {agency} aside: we sent it too early. We write when we know more. Sorry!",
    words=WORDS,
)  # fmt: skip
ALL = (SAVED, WELCOME, ASKED_BACK, LIAISON, EXECUTIVE, WAITLISTED, DECLINED, REOPENED)


def register_all() -> None:
    """Make the letters known to the mail; called when the app is ready."""
    for template in ALL:
        register(template)


def absolute(name: str, *args: Any) -> str:
    return str(settings.SITE_URL) + reverse(name, args=args)


@letters_language()
def to_applicant(template: Template, enrollment: AgencyEnrollment, *, by: Actor, at: datetime, **words: Any) -> None:
    """Queue a letter to whoever filled in the form."""
    facts = {"name": enrollment.name or "friend", "agency": enrollment.agency or "your agency", **words}
    scope = enrollment.agency.scope_id if enrollment.agency else None
    queue_template(template.kind, to=enrollment.email, name=enrollment.name, words=facts, about=enrollment, by=by, at=at, scope_id=scope)


@letters_language()
def welcome_liaison(agency: Agency, post: Post, *, message: str, by: Actor, at: datetime) -> None:
    """Tell the liaison how to sign in and what to bring: the roster, and the map if there is one."""
    words = {
        "name": post.name, "agency": agency.name, "message": message, "sign_in": absolute("account_login"),
        "agency_page": absolute("agency_detail", agency.key), "territory": absolute("agency_territory", agency.key),
    }  # fmt: skip
    queue_template(LIAISON.kind, to=post.email, name=post.name, words=words, about=agency, by=by, at=at, scope_id=agency.scope_id)


@letters_language()
def welcome_executive(agency: Agency, post: Post, *, liaison: str, message: str, by: Actor, at: datetime) -> None:
    """Tell the executive that the agency is in."""
    words = {"name": post.name, "agency": agency.name, "liaison": liaison, "message": message, "sign_in": absolute("account_login")}
    queue_template(EXECUTIVE.kind, to=post.email, name=post.name, words=words, about=agency, by=by, at=at, scope_id=agency.scope_id)
