"""A form that an applicant fills in without an account: open until it is sent, and found again by an e-mailed link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.kernel import wizard
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.ui.words import day_long

GOOD_FOR = timedelta(days=60)
"""How long a link works, and how long a form that nobody touches is kept."""


class Closed(Refused):
    """It was sent; what was sent is not changed behind the back of whoever reads it."""


class NotFinished(Refused):
    """A page still lacks an answer."""


class NoAddress(Refused):
    """A link can only go to an e-mail address."""


class Applying(Protocol):
    """What this module reads of a form."""

    @property
    def pk(self) -> Any: ...
    @property
    def key(self) -> str: ...
    @property
    def standing(self) -> str: ...
    @property
    def answers(self) -> Any: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def applicant(self) -> Actor: ...


@dataclass(frozen=True)
class Filing:
    """One kind of form.

    model: its rows. name: how its links and addresses begin, "agency_enrollment". about: the relation to whom it is about, read along with a row.
    open: the standings in which the applicant may change it.
    """

    model: type[models.Model]
    name: str
    about: str
    open: tuple[str, ...]

    @property
    def rows(self) -> Any:
        return self.model._default_manager

    @property
    def act(self) -> str:
        """What its link does."""
        return f"{self.name}.continue"

    def locked(self, row: Applying) -> Any:
        """Return the row as it stands now, held until the transaction ends."""
        return self.rows.select_for_update(of=("self",)).select_related(self.about).get(pk=row.pk)

    def locked_open(self, row: Applying) -> Any:
        """Return the row as it stands now, held until the transaction ends.

        Raises:
            Closed: it was sent and is with us.
        """
        now = self.locked(row)
        if now.standing not in self.open:
            raise Closed(_("This enrollment has been sent, and we are reading it."), instead=_("Answer our e-mail if something has changed."))
        return now

    def new_link(self, row: Applying, *, at: datetime) -> tuple[str, str]:
        """Return the address of a new link to the form, and the day until which it works, in words."""
        until = at + GOOD_FOR
        token = links.issue(act=self.act, target=row.key, email=row.email, name=row.name, until=until, at=at)
        return str(settings.SITE_URL) + reverse(f"{self.name}_continue", args=[token]), day_long(until)

    def send_link(self, row: Applying, letter: Callable[..., None], *, instead: str, at: datetime) -> str:
        """Write a letter with a link by which the form can be taken up again. Returns the address it went to.

        Args:
            letter: queues it; takes the row, `by`, `at` and the words `link` and `until`. instead: what to do when there is no address.

        Raises:
            NoAddress: there is no good e-mail address yet.
        """
        if not row.email:
            raise NoAddress(_("We do not know your e-mail address yet."), instead=instead)
        url, until = self.new_link(row, at=at)
        letter(row, by=row.applicant, at=at, link=url, until=until)
        return row.email


def finished(topics: Sequence[wizard.Topic], answers: wizard.Answers) -> dict[str, dict[str, Any]]:
    """Return {slug: cleaned data} of a form that may be sent.

    Raises:
        NotFinished: naming the page.
    """
    missing = wizard.unanswered(topics, answers)
    if missing:
        raise NotFinished(_("The page “%(page)s” still misses an answer.") % {"page": missing.title})
    return wizard.cleaned(topics, answers)
