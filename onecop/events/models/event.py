"""What is planned."""

from typing import Any
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
from onecop.events.choices import ONECOP_KINDS, Access, AnswerState, EventKind, InviteState, SignUp
from onecop.events.series import repeat_of
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, Tenure


def held_by(person: Person) -> "models.QuerySet[Tenure, int]":
    """Return the numbers of the partnerships that a person holds as an officer now."""
    now = Tenure.objects.filter(officer__person=person, closed_on=None).exclude(officer__status=OfficerStatus.GONE)
    return now.values_list("partnership", flat=True)


def _roofs(person: Person) -> set[int | None]:
    """Return the scopes that somebody belongs to, and those above them."""
    return {scope for grant in person.open_grants for scope in (grant.scope_id, grant.scope.parent_id)}


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, person: Person) -> "EventQuerySet":
        """Who reads a host's side sees its events; an officer sees those of the own agency, and of a congregation those with an invitation.

        A congregation's calendar is its own: no officer reads it. What an agency, a region or the nation hosts is for whoever belongs there.
        A draft exists only for those who may change it.
        """
        houses = person.reach(Permission.CONGREGATION_READ)
        if houses.everywhere:
            return self.all()
        published = Q(published_at__isnull=False) | self._changed_by(person) | Q(pk__in=self.hosted_along(person))
        held = held_by(person)
        roofs = _roofs(person)
        nation = Q(scope__kind=ScopeKind.NATION) if roofs else Q(pk__in=[])
        agencies = Agency.objects.filter(
            Q(scope__in=roofs) | Q(partnerships__in=held) | Q(partnerships__congregation__scope__in=roofs, partnerships__ended_at=None)
        ).values("pk")
        return self.filter(published).filter(
            houses.over("congregation__scope")
            | houses.over("partnership__congregation__scope")
            | Q(partnership__in=held)
            | Q(pk__in=self._asked(person))
            | Q(agency__in=agencies)
            | Q(scope__in=roofs)
            | nation
            | Q(pk__in=Event.objects.hosted_with(person).values("pk"))
        )

    @staticmethod
    def _asked(person: Person) -> "models.QuerySet[Event, Any]":
        """What somebody is invited to as the officer of a partnership."""
        states = [InviteState.WAITING, InviteState.YES, InviteState.NO]
        mine = {"occurrences__invites__partnership__in": held_by(person), "occurrences__invites__officer__person": person}
        return Event.objects.filter(**mine, occurrences__invites__state__in=states).values("pk")

    def near(self, person: Person) -> "EventQuerySet":
        """Leave out what strangers host under the roof of a region or the nation, as on a national weekend, unless it is in a town of somebody's own
        congregation or agency or of a partner, or somebody hosts it along or is invited to it. Two queries besides.
        """
        mine, held = [grant.scope_id for grant in person.open_grants], held_by(person)
        houses = Congregation.objects.filter(Q(scope__in=mine) | Q(partnerships__in=held))
        partner = Q(partnerships__congregation__scope__in=mine, partnerships__ended_at=None)
        desks = Agency.objects.filter(Q(scope__in=mine) | Q(partnerships__in=held) | partner)
        towns = {town for rows in (houses, desks) for town in rows.exclude(city="").values_list("city", "state").distinct()}
        near = Q(*(Q(city__iexact=city, state=state) for city, state in sorted(towns)), _connector=Q.OR) if towns else Q(pk__in=[])
        own = Q(pk__in=Event.objects.hosted_with(person).values("pk")) | Q(pk__in=self._asked(person))
        return self.filter(Q(scope=None) | Q(host_words="") | near | own)

    def worked_by(self, person: Person) -> "EventQuerySet":
        """Those whose planning page somebody may open: the host's people who may change it, and theirs of co-hosts who said yes."""
        return self.visible_to(person).filter(self._changed_by(person) | Q(pk__in=self.hosted_along(person)))

    def hosted_with(self, person: Person) -> "EventQuerySet":
        """What somebody's congregation, agency, partnership or region hosts together with its host."""
        houses, roofs = person.reach(Permission.CONGREGATION_READ), _roofs(person)
        theirs = houses.over("cohosts__congregation__scope") | houses.over("cohosts__partnership__congregation__scope")
        wide = Q(cohosts__agency__scope__in=roofs) | Q(cohosts__scope__in=roofs) | Q(cohosts__partnership__in=held_by(person))
        both = Event.objects.filter(theirs | wide, cohosts__state=AnswerState.YES)
        return self.filter(pk__in=both.values("pk"))

    @staticmethod
    def hosted_along(person: Person, *, police: bool = True) -> "models.QuerySet[Event, Any]":
        """Return numbers of what somebody may help to plan and to record, for a co-host who said yes.

        Args:
            police: also for an agency, or as the officer of a partnership.
        """
        houses, staff = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.PARTNERSHIP_EDIT)
        theirs = houses.over("cohosts__congregation__scope") | houses.over("cohosts__partnership__congregation__scope") | staff.over("cohosts__scope")
        badge = person.reach(Permission.AGENCY_EDIT).over("cohosts__agency__scope") | Q(cohosts__partnership__in=held_by(person))
        return Event.objects.filter(theirs | badge if police else theirs, cohosts__state=AnswerState.YES).values("pk")

    @staticmethod
    def _changed_by(person: Person) -> Q:
        houses, desks = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.AGENCY_EDIT)
        staff = person.reach(Permission.PARTNERSHIP_EDIT)
        both = Q(partnership__in=Partnership.objects.visible_to(person))
        return houses.over("congregation__scope") | desks.over("agency__scope") | staff.over("scope") | both

    def in_force(self) -> "EventQuerySet":
        """What is published and not called off."""
        return self.filter(cancelled_at=None, published_at__isnull=False)

    def public(self) -> "EventQuerySet":
        """What anyone may open without an account: published, meant for everybody, called off or not."""
        return self.filter(public=True, published_at__isnull=False)

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

    SENSITIVE = {"place", "address", "words", "lon", "lat"}
    OPEN = {"title", "host_words", "zone", "rrule", "cancel_words", "city", "state", "grant"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    kind = models.CharField(max_length=14, choices=EventKind)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True, max_length=1000)
    congregation = models.ForeignKey(Congregation, models.PROTECT, null=True, related_name="events", help_text="The host, where a congregation is.")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="events", help_text="The host, where an agency is.")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="events", help_text="The host, where both sides are.")
    scope = models.ForeignKey(Scope, models.PROTECT, null=True, related_name="events", help_text="The host, where a region or the nation is.")
    host_words = models.CharField(max_length=300, blank=True, help_text="Who hosts it, as strangers read it; blank: the name of its host.")
    place = models.CharField(max_length=120, blank=True, help_text="Where in words: the fellowship hall.")
    address = models.CharField(max_length=200, blank=True, help_text="Blank: the host's own.")
    venue = models.ForeignKey(
        Congregation, models.SET_NULL, null=True, related_name="visited_events", help_text="At whose place of worship, where that is not the host."
    )
    city = models.CharField(max_length=120, blank=True, help_text="Blank: the host's own. Public calendars show it, also where the place is private.")
    state = models.CharField(max_length=2, blank=True)
    lon = models.FloatField(null=True, help_text="Null: the host's own.")
    lat = models.FloatField(null=True)
    place_private = models.BooleanField(default=True, help_text="The address is shown to those who come, and to nobody else.")
    zone = models.CharField(max_length=50, help_text="In which it keeps its hour.")
    starts_on = models.DateField(help_text="The first date, which fits the rule.")
    starts = models.TimeField()
    minutes = models.PositiveIntegerField(help_text="By a stopwatch.")
    rrule = models.CharField(max_length=200, blank=True, help_text="RFC 5545, without DTSTART; blank: once.")
    until_on = models.DateField(null=True, help_text="The last day on which it may still take place; null: no end.")
    public = models.BooleanField(default=False, help_text="Anyone may open its page, and calendars show it.")
    sign_up = models.CharField(max_length=6, choices=SignUp, default=SignUp.NONE)
    capacity = models.PositiveIntegerField(null=True, help_text="Seats of each date, guests of a party counted one by one; null: room for all.")
    waitlist = models.BooleanField(default=True, help_text="Whoever asks when it is full may wait for a seat.")
    party_most = models.PositiveSmallIntegerField(default=6, help_text="How many one person may sign up, the person included.")
    closes_hours = models.PositiveSmallIntegerField(default=0, help_text="Sign-up ends this many hours before it begins.")
    remind = models.BooleanField(default=True, help_text="Whoever is invited and has not answered gets one gentle letter some days before.")
    languages = models.JSONField(default=list, help_text="ISO 639-1 codes.")
    accessibility = models.JSONField(default=list, help_text="Codes of choices.Access.")
    pillars = models.JSONField(default=list, help_text="Codes of the six pillars.")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, related_name="events", help_text="The joint goal that it serves.")
    religious = models.BooleanField(default=False, help_text="Worship, religious teaching or prayer is part of it (28 CFR 38).")
    federally_funded = models.BooleanField(default=False)
    grant = models.CharField(max_length=60, blank=True, help_text="The grant that pays for it, as the funder names it.")
    space = models.JSONField(default=dict, help_text="{point: {choice, words}}: what whoever comes should know about the sacred space; empty: nothing is said.")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies", help_text="Last year's, where it was copied.")
    version = models.PositiveIntegerField(default=0, help_text="Rises with every change: the SEQUENCE of its calendar entry.")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, help_text="Null: a draft.")
    published_by_id = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.BigIntegerField(null=True)
    cancel_words = models.CharField(max_length=300, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "starts", "id"]
        indexes = [
            models.Index(fields=["congregation", "starts_on"]),
            models.Index(fields=["starts_on"], condition=Q(public=True), name="events_public_by_day"),
            models.Index(fields=["starts_on"], name="events_by_day"),
        ]
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
            models.CheckConstraint(condition=Q(published_at__isnull=False) | Q(published_by_id=None), name="events_published_pair"),
            models.CheckConstraint(condition=Q(party_most__gt=0), name="events_a_party_has_one"),
            models.CheckConstraint(condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False), name="events_whole_pin"),
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
    def hosts(self) -> str:
        """Who hosts it, in words: what was said of it, else the name of its host."""
        return self.host_words or str(self.host)

    @property
    def house(self) -> Congregation | None:
        """The congregation at which it takes place, as far as the host tells."""
        return self.congregation or (self.partnership.congregation if self.partnership else None)

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def pin(self) -> tuple[float, float] | None:
        """(lon, lat) of where it is: its own, else its house's; None where nobody knows. Not for strangers when `place_private`."""
        at: Any = self if self.lon is not None else self.house
        return (at.lon, at.lat) if at is not None and at.lon is not None else None

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
        return self.kind in ONECOP_KINDS and self.is_wide

    @property
    def is_wide(self) -> bool:
        """Hosted by an agency, a region or the nation, not by a congregation or a partnership."""
        return self.agency_id is not None or self.scope_id is not None

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
