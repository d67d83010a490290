"""The letters of a launch, one function per occasion."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.kernel.actor import Actor
from onecop.launch import letters
from onecop.launch.choices import Tongue, Way
from onecop.launch.models import Launch, LaunchTask, Mailing, Pledge, ProspectInvitation
from onecop.mail.language import letters_language
from onecop.mail.models import Message
from onecop.mail.services import queue_template
from onecop.ui.words import day_long

NO_PLACE = {Tongue.ENGLISH: "at a place that we tell you", Tongue.SPANISH: "en un lugar que les diremos"}


def site(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def words_of(launch: Launch, tongue: str) -> Callable[[str, str], dict[str, str]]:
    """Return what gives the words of an invitation: (congregation, link) in, the placeholders of its template out. Dates are in its tongue."""
    with translation.override(tongue):
        on = day_long(launch.luncheon_on)
    place = launch.place or NO_PLACE[Tongue(tongue)]
    fixed = {"agency": launch.agency.name, "luncheon": on, "place": place, "signed": launch.lead.name}
    return lambda congregation, link: {"congregation": congregation, "link": link, **fixed}


def invited(invitation: ProspectInvitation, mailing: Mailing, *, to: str, words: dict[str, str], by: Actor, at: datetime) -> Message:
    """Queue one invitation. It is not needed for anything its reader does, so they may turn it off."""
    name = invitation.congregation.prospect_address.attention or invitation.congregation.name  # type: ignore[attr-defined]
    kind = letters.KINDS[Way(mailing.way), Tongue(mailing.tongue)]
    return queue_template(kind, to=to, name=name, words=words, about=invitation, by=by, at=at, transactional=False)


@letters_language()
def pledged(pledge: Pledge, *, link: str, until: str, by: Actor, at: datetime) -> None:
    """Send the link to the form that a pledge has become."""
    words = {"name": pledge.name, "congregation": pledge.congregation_name, "link": link, "until": until}
    queue_template(letters.PLEDGED.kind, to=pledge.email, name=pledge.name, words=words, about=pledge, by=by, at=at)


@letters_language()
def known(pledge: Pledge, *, by: Actor, at: datetime) -> None:
    """Thank somebody whose congregation is with us already."""
    words = {"name": pledge.name, "congregation": pledge.congregation_name}
    queue_template(letters.KNOWN.kind, to=pledge.email, name=pledge.name, words=words, about=pledge, by=by, at=at)


@letters_language()
def overdue(tasks: Sequence[tuple[LaunchTask, date]], *, to: str, name: str, by: Actor, at: datetime) -> None:
    """Tell an owner which tasks are past their day, of all cities in one letter."""
    lines = [_("%(task)s (%(city)s), due %(day)s") % {"task": task.title, "city": task.launch, "day": day_long(due)} for task, due in tasks]
    count = ngettext("%(num)s task", "%(num)s tasks", len(tasks)) % {"num": len(tasks)}
    first = tasks[0][0].launch
    link = site("launch_detail", first.key) if len({task.launch_id for task, _due in tasks}) == 1 else site("launch_list")
    words = {"name": name, "count": count, "tasks": "\n".join(lines), "link": link}
    queue_template(letters.OVERDUE.kind, to=to, name=name, words=words, about=first, by=by, at=at, patient=True)
