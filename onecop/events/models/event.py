"""What is planned, and its dates."""

from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.choices import ScopeKind
from onecop.access.models import Person, Scope
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.debriefs.choices import Pillar
from onecop.debriefs.models import Goal
from onecop.events.choices import ONECOP_KINDS, Access, EventKind, InviteState
from onecop.events.series import repeat_of
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, Tenure


def held_by(person: Person) -> "models.QuerySet[Tenure, int]":
    """Return the numbers of the partnerships that a person holds as an officer now."""
    now = Tenure.objects.filter(officer__person=person, closed_on=None).exclude(officer__status=OfficerStatus.GONE)
    return now.values_list("partnership", flat=True)


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, person: Person) -> "EventQuerySet":
        """Who reads a host's side sees its events; an officer sees those of the own agency, and of a congregation those with an invitation.

        A congregation's calendar is its own: no officer reads it. What an agency, a region or the nation hosts is for whoever belongs there.
        """
        houses = person.reach(Permission.CONGREGATION_READ)
        if houses.everywhere:
            return self.all()
        held = held_by(person)
        roofs = {scope for grant in person.open_grants for scope in (grant.scope_id, grant.scope.parent_id)}
        nation = Q(scope__kind=ScopeKind.NATION) if roofs else Q(pk__in=[])
        agencies = Agency.objects.filter(
            Q(scope__in=roofs) | Q(partnerships__in=held) | Q(partnerships__congregation__scope__in=roofs, partnerships__ended_at=None)
        ).values("pk")
        asked = Event.objects.filter(
            occurrences__invites__partnership__in=held,
            occurrences__invites__officer__person=person,
            occurrences__invites__state__in=[InviteState.WAITING, InviteState.YES, InviteState.NO],
        )
        return self.filter(
            houses.over("congregation__scope")
            | houses.over("partnership__congregation__scope")
            | Q(partnership__in=held)
            | Q(pk__in=asked.values("pk"))
            | Q(agency__in=agencies)
            | Q(scope__in=roofs)
            | nation
        )

    def in_force(self) -> "EventQuerySet":
        return self.filter(cancelled_at=None)

    def with_hosts(self) -> "EventQuerySet":
        return self.select_related(
            "congregation__scope__parent",
            "agency__scope__parent",
            "scope",
            "partnership__congregation__scope__parent",
            "partnership__agency__scope__parent",
        )


class Event(models.Model):
    """Something people do together: on one date, or again and again by a rule. Exactly one host."""

    SENSITIVE = {"place", "address", "words"}
    OPEN = {"title", "zone", "rrule", "cancel_words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    kind = models.CharField(max_length=14, choices=EventKind)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True, max_length=1000)
    congregation = models.ForeignKey(Congregation, models.PROTECT, null=True, related_name="events", help_text="The host, where a congregation is.")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="events", help_text="The host, where an agency is.")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="events", help_text="The host, where both sides are.")
    scope = models.ForeignKey(Scope, models.PROTECT, null=True, related_name="events", help_text="The host, where a region or the nation is.")
    place = models.CharField(max_length=120, blank=True, help_text="Where in words: the fellowship hall.")
    address = models.CharField(max_length=200, blank=True, help_text="Blank: the host's own.")
    place_private = models.BooleanField(default=True, help_text="The address is shown to those who come, and to nobody else.")
    zone = models.CharField(max_length=50, help_text="In which it keeps its hour.")
    starts_on = models.DateField(help_text="The first date, which fits the rule.")
    starts = models.TimeField()
    minutes = models.PositiveIntegerField(help_text="By a stopwatch.")
    rrule = models.CharField(max_length=200, blank=True, help_text="RFC 5545, without DTSTART; blank: once.")
    until_on = models.DateField(null=True, help_text="The last day on which it may still take place; null: no end.")
    capacity = models.PositiveIntegerField(null=True)
    languages = models.JSONField(default=list, help_text="ISO 639-1 codes.")
    accessibility = models.JSONField(default=list, help_text="Codes of choices.Access.")
    pillars = models.JSONField(default=list, help_text="Codes of the six pillars.")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, related_name="events", help_text="The joint goal that it serves.")
    religious = models.BooleanField(default=False, help_text="Worship, religious teaching or prayer is part of it (28 CFR 38).")
    federally_funded = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0, help_text="Rises with every change: the SEQUENCE of its calendar entry.")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.BigIntegerField(null=True)
    cancel_words = models.CharField(max_length=300, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "starts", "id"]
        indexes = [models.Index(fields=["congregation", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(congregation__isnull=False, agency=None, partnership=None, scope=None)
                | Q(congregation=None, agency__isnull=False, partnership=None, scope=None)
                | Q(congregation=None, agency=None, partnership__isnull=False, scope=None)
                | Q(congregation=None, agency=None, partnership=None, scope__isnull=False),
                name="events_one_host",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="events_lasts"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("starts_on")), name="events_until_after_start"),
            models.CheckConstraint(condition=~Q(kind="service") | Q(religious=True), name="events_a_service_is_worship"),
            models.CheckConstraint(condition=Q(religious=False) | Q(federally_funded=False), name="events_no_federal_money_for_worship"),
            models.CheckConstraint(condition=Q(cancelled_at__isnull=False) | Q(cancelled_by_id=None), name="events_cancelled_pair"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event_detail", args=[self.key])

    @property
    def host(self) -> "Congregation | Agency | Partnership | Scope":
        found = self.congregation or self.agency or self.partnership or self.scope
        assert found is not None
        return found

    @property
    def house(self) -> Congregation | None:
        """The congregation at which it takes place, as far as the host tells."""
        return self.congregation or (self.partnership.congregation if self.partnership else None)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whose permissions reach it: those of its host."""
        return (self.scope,) if self.scope else tuple(self.host.scopes)  # type: ignore[union-attr]

    @property
    def scope_id_of_host(self) -> int | None:
        return self.scope_id or next((scope.pk for scope in self.scopes), None)

    @property
    def is_onecop(self) -> bool:
        """One that counts for step 7: hosted for several partnerships, of a kind that brings them together."""
        return self.kind in ONECOP_KINDS and (self.agency_id is not None or self.scope_id is not None)

    @property
    def access_words(self) -> str:
        return ", ".join(str(Access(code).label) for code in self.accessibility if code in Access.values)

    @property
    def pillar_words(self) -> str:
        return ", ".join(str(Pillar(code).label) for code in self.pillars if code in Pillar.values)

    @property
    def repeat_words(self) -> str:
        """How often it takes place, in words; empty for once."""
        found = repeat_of(self.rrule, self.starts_on)
        return "" if not self.rrule else str(found.label) if found else _("By a rule of its own")

    @property
    def recurs(self) -> bool:
        return bool(self.rrule)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def visible_to(self, person: Person) -> "OccurrenceQuerySet":
        return self.filter(event__in=Event.objects.visible_to(person))


class Occurrence(models.Model):
    """One date of an event. A row exists once something hangs on that date: an invitation, a move, a cancellation, attendance.

    `on` is the date that the rule gives (the RECURRENCE-ID of calendars) and never changes; the moments say when it really takes place.
    """

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"cancel_words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    event = models.ForeignKey(Event, models.PROTECT, related_name="occurrences")
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    moved_by_id = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.BigIntegerField(null=True)
    cancel_words = models.CharField(max_length=300, blank=True)
    headcount = models.PositiveIntegerField(null=True, help_text="How many came, as the host says. A number, never names; the officer does not see it.")

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "on"], name="events_one_row_for_a_date"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="events_occurrence_lasts"),
            models.CheckConstraint(condition=Q(moved_at__isnull=False) | Q(moved_by_id=None), name="events_moved_pair"),
            models.CheckConstraint(condition=Q(cancelled_at__isnull=False) | Q(cancelled_by_id=None), name="events_occurrence_cancelled_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("event_day", args=[self.event.key, self.on.isoformat()])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.event.scopes

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at
