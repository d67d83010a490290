"""What messages tell the page of a partnership and its health (partnerships/registry.py). No words are told, only that and when somebody wrote."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.access.middleware import PersonAccess
from onecop.access.models import Person
from onecop.kernel.permissions import Permission
from onecop.messages import queries, rules
from onecop.messages.models import Thread
from onecop.partnerships.choices import FactKind, PartnershipState, Side
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.partnerships.rules import zone_of
from onecop.partnerships.sides import members_of
from onecop.ui.words import ago


def facts(ids: list[int]) -> Iterator[Fact]:
    """A contact for each day on which both sides wrote. Two queries."""
    spoken = queries.spoken(ids)
    for thread in Thread.objects.filter(partnership__in=spoken).select_related("partnership__agency__territory"):
        row = thread.partnership
        for day, at in rules.both_wrote(spoken[row.pk], zone_of(row)):
            url = reverse("partnership_messages", args=[row.key])
            yield Fact(row.pk, FactKind.CONTACT, at, f"relay.day:{thread.key}:{day.isoformat()}", url=url)


def asks(ids: list[int], at: datetime) -> Iterator[Ask]:
    """A message that waits for an answer, from the fourth day to the third week. Three queries."""
    spoken = queries.spoken(ids)
    threads = list(Thread.objects.filter(partnership__in=spoken, partnership__state=PartnershipState.ACTIVE).select_related("partnership"))
    members = members_of(thread.partnership_id for thread in threads)
    for thread in threads:
        row = thread.partnership
        found = rules.waiting(spoken[row.pk], thread.quiet_at)
        if found is None or not rules.PATIENCE < at - found[1] <= rules.FORGOTTEN:
            continue
        side = Side.OFFICER if found[0] == Side.CONGREGATION else Side.CONGREGATION
        people = [m for m in members.get(row.pk, []) if m.side == side]
        title = _("Answer the congregation’s message") if side == Side.OFFICER else _("Answer your officer’s message")
        detail = _("They wrote %(when)s. A line is enough, or say that it needs no answer.") % {"when": ago(found[1])}
        owes, names = frozenset(m.person for m in people if m.person), ", ".join(m.name for m in people) or str(side.label)
        yield Ask(row.pk, "", title, owes, names, found[1], reverse("partnership_messages", args=[row.key]), detail, weight=45)


def panel(partnership: Partnership, reader: Person, at: datetime) -> Panel | None:
    """The card "Messages": who wrote last and when, for those who may write themselves."""
    if not PersonAccess(reader).allows(Permission.PARTNERSHIP_ACT, partnership):
        return None
    url = reverse("partnership_messages", args=[partnership.key])
    thread = Thread.objects.filter(partnership=partnership).first()
    posts = list(queries.readable(thread, reader=reader).order_by("-at", "-id")[:3]) if thread else []
    lines = tuple(Line(_("%(name)s wrote") % {"name": post.author.name}, ago(post.at), url) for post in posts)
    count = len(posts)
    act = ngettext("Read it and answer", "Read them and answer", count) if count else _("Write a message")
    return Panel("messages", 60, _("Messages"), lines, _("Write to each other here. Nobody is shown the other’s address or number."), ((act, url),))
