"""Who comes to a date of an event, and how many seats they hold."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.models import Officer
from onecop.events.choices import Duty
from onecop.events.models import Occurrence
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership
from onecop.registrations.choices import LOOKS, GuestSide, Need, RegistrationState, SendingKind, SendingState, Source, TapKind


def new_code() -> str:
    """Return six characters (30 bits) that are read aloud at a door, unique within a date and not a secret on their own."""
    return new_key()[:6]


class Seats(models.Model):
    """The seats of one date. The database itself holds that no more are taken than there are."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    occurrence = models.OneToOneField(Occurrence, models.PROTECT, related_name="seats")
    capacity = models.PositiveIntegerField(null=True, help_text="Null: room for all.")
    taken = models.PositiveIntegerField(default=0, help_text="By those who come, and by offers that still stand; nobody who only came to the door.")
    heads = models.PositiveIntegerField(null=True, help_text="Counted at the door without names; null: nobody counts.")
    heads_told = models.PositiveIntegerField(null=True, help_text="What the event was last told of it.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(capacity=None) | Q(taken__lte=F("capacity")), name="registrations_never_oversold")]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.taken}"

    @property
    def free(self) -> int | None:
        """Seats that nobody holds; None: room for all."""
        return None if self.capacity is None else self.capacity - self.taken


STANDING = ("state", "waits_since", "offered_at", "offer_until")
"""What `Registration.becomes` changes."""


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, person: Person) -> "RegistrationQuerySet":
        """Names are for the congregation that hosts, for staff, and for oneself. Police never see who attends, whoever hosts."""
        houses = person.reach(Permission.CONGREGATION_EDIT)
        if houses.everywhere:
            return self.all()
        host = houses.over("occurrence__event__congregation__scope") | houses.over("occurrence__event__partnership__congregation__scope")
        staff = person.reach(Permission.PARTNERSHIP_EDIT)
        return self.filter(host | staff.over("occurrence__event__agency__scope") | staff.over("occurrence__event__scope") | Q(person=person))

    def seated(self) -> "RegistrationQuerySet":
        """Who holds seats. Whoever came to the door without asking holds none: they are there already."""
        return self.filter(state__in=[RegistrationState.YES, RegistrationState.OFFERED]).exclude(source=Source.DOOR)

    def in_line(self) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.WAITING).order_by("waits_since", "id")

    def standing(self) -> "RegistrationQuerySet":
        return self.exclude(state=RegistrationState.CANCELLED)


class Registration(models.Model):
    """Somebody, with their party, and one date: invited, comes, waits, was there."""

    SENSITIVE = {"name", "email", "email_folded", "needs", "needs_words", "words"}
    OPEN = {"language", "code", "duty", "lay"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    code = models.CharField(max_length=6, editable=False, default=new_code, help_text="Shown or read aloud at the door.")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="registrations")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, help_text="Blank only for somebody who came to the door.")
    email_folded = models.CharField(max_length=254, blank=True, help_text="Nobody signs up twice for one date.")
    language = models.CharField(max_length=5, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="registrations")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="registrations")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="registrations")
    side = models.CharField(max_length=12, choices=GuestSide, default=GuestSide.GUEST)
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=10, choices=RegistrationState)
    party = models.PositiveSmallIntegerField(default=1, help_text="How many come, the person included.")
    needs = models.JSONField(default=list, help_text=f"Codes: {', '.join(Need.values)}.")
    needs_words = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True, help_text="A line to the host.")
    duty = models.CharField(max_length=3, blank=True, default=Duty.UNSAID, help_text="Of an officer: in whose time, a code of events.choices.Duty.")
    lay = models.CharField(max_length=8, blank=True, help_text="Of an officer: how the date lay to the shift at the answer, events.rules.Clash.duty.")
    hours_changed_at = models.DateTimeField(null=True, help_text="The officer’s hours are others since, and nobody has looked yet whether this still fits.")
    asked_again_at = models.DateTimeField(null=True, help_text="When the officer was asked whether the yes holds in other hours.")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    waits_since = models.DateTimeField(null=True, help_text="Its place in the line.")
    passed_over = models.PositiveSmallIntegerField(default=0, help_text="How often a smaller party behind it got a seat first.")
    offered_at = models.DateTimeField(null=True)
    offer_until = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    called_off = models.BooleanField(default=False, help_text="Called off with its date, and asked again should it take place after all.")
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="substitutes", help_text="Whose seat was handed over.")
    came_at = models.DateTimeField(null=True)
    came_by_id = models.BigIntegerField(null=True)
    came_party = models.PositiveSmallIntegerField(null=True)
    told_came = models.BooleanField(null=True, help_text="What events was last told of its side of the partnership; null: nothing.")
    sequence = models.PositiveIntegerField(default=0, help_text="Of its calendar entry: rises with every letter that holds one.")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["occurrence", "name", "id"]
        indexes = [
            models.Index(fields=["occurrence", "state", "waits_since"]),
            models.Index(fields=["email_folded", "-reminded_at"], condition=Q(reminded_at__isnull=False), name="registrations_reminded"),
            models.Index(fields=["hours_changed_at"], condition=Q(hours_changed_at__isnull=False), name="registrations_hours"),
            models.Index(fields=["partnership"], condition=Q(asked_again_at__isnull=False), name="registrations_asked_again"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "email_folded"], condition=~Q(state="cancelled") & ~Q(email_folded=""), name="registrations_once_for_a_date"
            ),
            models.UniqueConstraint(fields=["occurrence", "code"], name="registrations_a_code_means_one"),
            models.CheckConstraint(condition=Q(party__gt=0), name="registrations_a_party_has_one"),
            models.CheckConstraint(condition=Q(answered_at__isnull=False) | Q(answered_by_id=None), name="registrations_answered_pair"),
            models.CheckConstraint(condition=Q(came_at__isnull=False) | Q(came_by_id=None, came_party=None), name="registrations_came_pair"),
            models.CheckConstraint(
                condition=Q(state="offered", offered_at__isnull=False, offer_until__isnull=False) | ~Q(state="offered"), name="registrations_offer_has_an_end"
            ),
            models.CheckConstraint(condition=~Q(state="waiting") | Q(waits_since__isnull=False), name="registrations_place_in_line"),
            models.CheckConstraint(condition=Q(side="officer", officer__isnull=False) | ~Q(side="officer"), name="registrations_which_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.occurrence}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes

    def becomes(self, state: str) -> None:
        """Stand otherwise from now on: a place in the line and an offer end with the state that they belong to. Not saved: `STANDING` names the fields."""
        self.state, self.waits_since, self.offered_at, self.offer_until = state, None, None, None

    @property
    def wavers(self) -> bool:
        """True for an officer's yes from before their hours changed, which they have not said again. It stands until then."""
        return self.state == RegistrationState.YES and self.asked_again_at is not None

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def need_words(self) -> str:
        return ", ".join(str(Need(code).label) for code in self.needs if code in Need.values)

    @property
    def host_url(self) -> str:
        """Where its host changes it."""
        return reverse("registration_guest", args=[self.key])


class SendingQuerySet(models.QuerySet["Sending"]):
    def visible_to(self, person: Person) -> "SendingQuerySet":
        """Whoever may change what the host plans sees how far its letters are: numbers, no names."""
        houses, desks = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.AGENCY_EDIT)
        staff, at = person.reach(Permission.PARTNERSHIP_EDIT), "occurrence__event__"
        if staff.everywhere:
            return self.all()
        house = houses.over(f"{at}congregation__scope") | houses.over(f"{at}partnership__congregation__scope")
        return self.filter(house | desks.over(f"{at}agency__scope") | staff.over(f"{at}agency__scope") | staff.over(f"{at}scope"))


class Sending(models.Model):
    """One letter to all guests of a date: who is meant, and how far it is. Written in pieces by a worker where they are many; nobody gets it twice."""

    SENSITIVE = {"words"}
    OPEN = {"job_key"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="sendings")
    kind = models.CharField(max_length=8, choices=SendingKind)
    words = models.CharField(max_length=1500, blank=True, help_text="Of the host, read by all.")
    was = models.DateTimeField(null=True, help_text="When it began before, where it moves.")
    states = models.JSONField(default=list, help_text="How whoever gets it stands: codes of RegistrationState.")
    upto = models.BigIntegerField(help_text="The highest row on the list when it began: whoever comes later knows already.")
    last = models.BigIntegerField(default=0, help_text="The highest row that has its letter. Moves with the letters, in one transaction.")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=SendingState, default=SendingState.SENDING)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    job_key = models.CharField(max_length=32, blank=True, help_text="The task that writes it; blank where they were few.")

    objects = SendingQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state="sending", ended_at=None) | (~Q(state="sending") & Q(ended_at__isnull=False)), name="registrations_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("registration_sending", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes


class Asking(models.Model):
    """Somebody filled in the public page and has not confirmed their address yet. It holds no seat, and goes after three days."""

    SENSITIVE = {"name", "email", "needs", "needs_words", "words"}
    OPEN = {"language"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="askings")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    language = models.CharField(max_length=5, blank=True)
    party = models.PositiveSmallIntegerField(default=1)
    needs = models.JSONField(default=list)
    needs_words = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.occurrence}"


class Tap(models.Model):
    """One tap at the door, with the number that the phone gave it: sent twice, it counts once. Never a name."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="taps")
    uid = models.UUIDField(help_text="Made by the phone.")
    kind = models.CharField(max_length=8, choices=TapKind)
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="taps")
    number = models.SmallIntegerField(help_text="Came: how many of the party are there. Walk-in, heads: how many more, or fewer.")
    tapped_at = models.DateTimeField(help_text="By the clock of the phone, never later than it was heard.")
    heard_at = models.DateTimeField()
    heard_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["tapped_at", "id"]
        indexes = [models.Index(fields=["occurrence", "kind"])]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "uid"], name="registrations_a_tap_counts_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["came", "undo"], registration__isnull=False) | Q(kind__in=["walk_in", "heads"], registration=None),
                name="registrations_whose_tap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.kind}"
