"""The letters of enrollment, one function per occasion, in words that staff can change."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation, Contact, Enrollment
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register

APPLICANT = _("Whoever fills in the enrollment of a congregation")
NAME, PLACE = "Mai Pham", "Lotus Pond Temple"
LINK = "https://onecop.example/enroll/continue/abc"

SAVED = Template(
    kind="enrollment.saved", title=_("Enrollment: saved, come back"), audience=APPLICANT,
    subject="Your enrollment is saved",
    body=(
        "Dear {name},\n\nwe have kept everything you wrote about {congregation}. Open this page whenever it suits you, on any device, and go on "
        "where you stopped:\n\n[Go on with the enrollment]({link})\n\nThe link is yours alone; whoever has it can read what you wrote. It works "
        "until {until}. After that we forget the form."
    ),
    words={"name": NAME, "congregation": PLACE, "link": LINK, "until": "January 19, 2027"},
)  # fmt: skip
WELCOME = Template(
    kind="enrollment.welcome", title=_("Enrollment: thank you"), audience=APPLICANT,
    subject="{congregation}: welcome, and thank you",
    body=(
        "Dear {name},\n\nthank you for bringing {congregation}. Two neighbors who greet each other by name make a street safer for both, and you "
        "have just offered to be one of them.\n\n**What happens now.** Somebody of our staff reads what you wrote, within a week, and writes to "
        "you at this address. Then we look for an officer who patrols your streets and is on duty when you gather, and ask both of you.\n\n"
        "You have nothing more to do. If something changes, or you want to see what you sent, [open your enrollment]({link}).\n\n"
        "With warm regards,\n\nOneCOP"
    ),
    words={"name": NAME, "congregation": PLACE, "link": LINK},
)  # fmt: skip
LEADER = Template(
    kind="enrollment.leader_told", title=_("Enrollment: to the leader, when somebody else enrolled"), audience=_("The faith leader"),
    subject="{applicant} has enrolled {congregation} with OneCOP",
    body=(
        "Dear {name},\n\n{applicant} has told us that {congregation} would like an officer of your precinct as a partner, and named you as its "
        "leader.\n\nOneCOP pairs congregations of every faith with the officers who patrol their streets. Outreach is not intelligence work: both "
        "sides sign [the charter]({charter}).\n\nIf that is right, you have nothing to do. **If it is not, answer this e-mail**, and we stop."
    ),
    words={"name": "Minh Tran", "applicant": NAME, "congregation": PLACE, "charter": "https://onecop.example/charter/"},
)  # fmt: skip
ASKED_BACK = Template(
    kind="enrollment.asked_back", title=_("Enrollment: a question"), audience=APPLICANT,
    subject="{congregation}: one question before we go on",
    body=(
        "Dear {name},\n\nthank you for your patience. Before we can welcome {congregation} we need one thing from you:\n\n> {message}\n\n"
        "[Open your enrollment]({link}), change what needs changing, and send it again. Everything you wrote is there. The link works until "
        "{until}; you may also answer this e-mail."
    ),
    words={"name": NAME, "congregation": PLACE, "message": "Which door do people use on Sundays?", "link": LINK, "until": "January 19, 2027"},
)  # fmt: skip
ACCEPTED = Template(
    kind="enrollment.accepted", title=_("Enrollment: accepted"), audience=_("Each contact of the congregation"),
    subject="{congregation} is in",
    body=(
        "Dear {name},\n\n**{congregation} is now part of OneCOP**, with you as {part}.\n\n{message}\n\nNext, we look for a partner officer: "
        "somebody who patrols your streets, and is on duty when you gather. You will hear from us before anything is settled, and so will the "
        "officer; both of you may say no.\n\n**Signing in.** Go to [the sign-in page]({sign_in}) and type this e-mail address. We send you a code; "
        "you need no password. There you can change your service times, languages and people."
    ),
    words={"name": NAME, "congregation": PLACE, "part": "coordinator", "message": "We look forward to you.", "sign_in": "https://onecop.example/account/login/"},
)  # fmt: skip
WAITLISTED = Template(
    kind="enrollment.waitlisted", title=_("Enrollment: on the waiting list"), audience=APPLICANT,
    subject="{congregation}: you have a place on our list",
    body=(
        "Dear {name},\n\nthank you for enrolling {congregation}. We cannot offer you a partner yet, and will not let you guess why:\n\n> {message}\n\n"
        "You keep your place on the list, in the order in which people came. You have nothing to do; we write as soon as this changes. If you would "
        "rather not wait, answer this e-mail and we take you off."
    ),
    words={"name": NAME, "congregation": PLACE, "message": "No agency in your county takes part yet."},
)  # fmt: skip
DECLINED = Template(
    kind="enrollment.declined", title=_("Enrollment: declined"), audience=APPLICANT,
    subject="About the enrollment of {congregation}",
    body=(
        "Dear {name},\n\nthank you for writing to us about {congregation}. We cannot take it in. The reason: {reason}.\n\n> {message}\n\n"
        "If we have misunderstood something, answer this e-mail; a person reads it. We wish you and your people well."
    ),
    words={"name": NAME, "congregation": PLACE, "reason": "It is enrolled already", "message": "Your neighbor Mai enrolled it in May."},
)  # fmt: skip
REOPENED = Template(
    kind="enrollment.reopened", title=_("Enrollment: we look at it again"), audience=APPLICANT,
    subject="{congregation}: we are looking at it again",
    body=(
        "Dear {name},\n\nplease set our last e-mail about {congregation} aside: we sent it too early. We are looking at your enrollment again, and "
        "write to you when we know more. Sorry for the confusion."
    ),
    words={"name": NAME, "congregation": PLACE},
)  # fmt: skip
ALL = (SAVED, WELCOME, LEADER, ASKED_BACK, ACCEPTED, WAITLISTED, DECLINED, REOPENED)


def register_all() -> None:
    """Make the letters known to the mail; called when the app is ready."""
    for template in ALL:
        register(template)


def absolute(name: str, *args: Any) -> str:
    return str(settings.SITE_URL) + reverse(name, args=args)


@letters_language()
def to_applicant(template: Template, enrollment: Enrollment, *, by: Actor, at: datetime, **words: Any) -> None:
    """Queue a letter to whoever filled in the form."""
    scope = enrollment.congregation.scope_id if enrollment.congregation else None
    facts = {"name": enrollment.name or "friend", "congregation": enrollment.congregation_name or "your congregation", **words}
    queue_template(template.kind, to=enrollment.email, name=enrollment.name, words=facts, about=enrollment, by=by, at=at, scope_id=scope)


@letters_language()
def to_leader(enrollment: Enrollment, leader: Contact, *, by: Actor, at: datetime) -> None:
    """Tell the leader that somebody else has enrolled the congregation."""
    words = {"name": leader.name, "applicant": enrollment.name, "congregation": enrollment.congregation_name, "charter": absolute("charter")}
    queue_template(LEADER.kind, to=leader.email, name=leader.name, words=words, about=enrollment, by=by, at=at)


@letters_language()
def welcome_in(congregation: Congregation, contact: Contact, *, message: str, by: Actor, at: datetime) -> None:
    """Tell a contact that the congregation is in, and how to sign in."""
    words = {
        "name": contact.name, "congregation": congregation.name, "part": ContactKind(contact.kind).label, "message": message,
        "sign_in": absolute("account_login"),
    }  # fmt: skip
    queue_template(ACCEPTED.kind, to=contact.email, name=contact.name, words=words, about=contact, by=by, at=at, scope_id=congregation.scope_id)
