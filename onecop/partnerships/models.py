from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.access.models import Person, Scope
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Agency, Officer
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import CloseReason, EndReason, NamingState, PartnershipState, PauseReason, TenureKind, WishKind
from onecop.territory.models import Area


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, person: Person) -> "PartnershipQuerySet":
        """Staff in reach, both institutions, and the officers who hold it now. Who has left the force holds nothing."""
        reach = person.reach(Permission.PARTNERSHIP_READ)
        if reach.everywhere:
            return self.all()
        held = Tenure.objects.filter(officer__person=person, closed_on=None).exclude(officer__status=OfficerStatus.GONE).values("partnership")
        return self.filter(reach.over("congregation__scope") | reach.over("agency__scope") | Q(pk__in=held))

    def with_lead(self) -> "PartnershipQuerySet":
        """Give each row `lead`: the name of the officer who holds it now, or None."""
        now = Tenure.objects.filter(partnership=OuterRef("pk"), kind__in=[TenureKind.LEAD, TenureKind.INTERIM], closed_on=None)
        return self.annotate(lead=Subquery(now.values(full=Concat("officer__first_name", Value(" "), "officer__last_name"))[:1]))

    def open(self) -> "PartnershipQuerySet":
        return self.exclude(state=PartnershipState.ENDED)


class Partnership(models.Model):
    """A congregation with the area of an agency it stands in, for as long as both want it. People come and go by tenures."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    congregation = models.ForeignKey(Congregation, models.PROTECT, related_name="partnerships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="partnerships")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="partnerships", help_text="As the map was when it began.")
    state = models.CharField(max_length=8, choices=PartnershipState, default=PartnershipState.ACTIVE)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="partnerships_owned", help_text="The staff member who looks after it. None only when it has ended."
    )
    began_at = models.DateTimeField()
    began_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["congregation"], condition=~Q(state="ended"), name="partnerships_one_open"),
            models.CheckConstraint(condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)), name="partnerships_ended_pair"),
            models.CheckConstraint(condition=Q(ended_at__isnull=False) | Q(ended_by_id=None), name="partnerships_ended_by_pair"),
            models.CheckConstraint(condition=Q(state="ended") | Q(owner__isnull=False), name="partnerships_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.congregation} with {self.area or self.agency}"

    def get_absolute_url(self) -> str:
        return reverse("partnership_detail", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The two institutions: a permission over either one counts."""
        return (*self.congregation.scopes, *self.agency.scopes)


class Tenure(models.Model):
    """Somebody's dated time in a partnership: an officer, or a contact of the congregation."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="tenures")
    kind = models.CharField(max_length=12, choices=TenureKind)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="tenures")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="tenures")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, help_text="The first day on which it is over: tenures are [opened_on, closed_on).")
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True)

    class Meta:
        ordering = ["opened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(closed_on=None, close_reason="") | Q(closed_on__gte=models.F("opened_on")), name="partnerships_tenure_days"),
            models.CheckConstraint(
                condition=Q(officer__isnull=False, contact=None, kind__in=["lead", "interim"])
                | Q(officer=None, contact__isnull=False, kind__in=["leader", "coordinator", "deputy"]),
                name="partnerships_tenure_side",
            ),
            models.UniqueConstraint(fields=["partnership", "kind"], condition=Q(closed_on=None), name="partnerships_one_open_tenure"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(closed_on=None, officer__isnull=False), name="partnerships_one_officer_now"),
        ]

    def __str__(self) -> str:
        return f"{self.officer or self.contact}, {self.get_kind_display()}"


class Pause(models.Model):
    """A time in which nothing is expected of a partnership."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=12, choices=PauseReason)
    words = models.CharField(max_length=300, blank=True)
    until_on = models.DateField(null=True, help_text="When somebody looks again; the pause does not end by itself.")
    began_at = models.DateTimeField()
    began_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership"], condition=Q(ended_at=None), name="partnerships_one_open_pause"),
            models.CheckConstraint(condition=Q(ended_at__isnull=False) | Q(ended_by_id=None), name="partnerships_pause_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_reason_display()}"


class Ending(models.Model):
    """Why and how a partnership ended. It stays when the partnership is taken up again."""

    SENSITIVE = {"words", "thanks"}
    OPEN: ClassVar[set[str]] = set()

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="endings")
    reason = models.CharField(max_length=12, choices=EndReason)
    words = models.CharField(max_length=600, blank=True, help_text="What both sides may read.")
    thanks = models.TextField(blank=True, help_text="What staff wrote to both sides at the end.")
    talked_on = models.DateField(null=True, help_text="The day of the closing talk, if there was one.")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(reopened_at__isnull=False) | Q(reopened_by_id=None), name="partnerships_reopened_pair")]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_reason_display()}"


class Wish(models.Model):
    """One side asks staff for a pause, to stop, or to take up again what ended. Staff talk with both sides and decide."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=8, choices=WishKind)
    words = models.CharField(max_length=600, blank=True, help_text="For staff alone.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind"], condition=Q(settled_at=None), name="partnerships_one_open_wish"),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="partnerships_wish_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_kind_display()}"


class NamingQuerySet(models.QuerySet["Naming"]):
    def visible_to(self, person: Person) -> "NamingQuerySet":
        """Whom the question was sent to, the congregation's own people, and staff."""
        return self.filter(person.reach(Permission.CONGREGATION_READ).over("congregation__scope") | Q(email=person.email))

    def waiting(self) -> "NamingQuerySet":
        return self.filter(state=NamingState.ASKED)

    def open(self) -> "NamingQuerySet":
        return self.filter(state__in=[NamingState.ASKED, NamingState.AGREED])


class Naming(models.Model):
    """Somebody is asked to take a part in a congregation: coordinator, deputy, or faith leader. With their yes it becomes theirs on its day."""

    SENSITIVE = {"email", "words", "answer"}
    OPEN = {"name", "title"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    congregation = models.ForeignKey(Congregation, models.PROTECT, related_name="namings")
    kind = models.CharField(max_length=12, choices=ContactKind)
    interim = models.BooleanField(default=False, help_text="Until somebody is found for longer.")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=60, blank=True)
    email = models.EmailField(help_text="Lower case.")
    words = models.CharField(max_length=600, blank=True, help_text="A personal line, as the invited reads it.")
    begins_on = models.DateField(null=True, help_text="The first day; None: the day they say yes.")
    state = models.CharField(max_length=10, choices=NamingState, default=NamingState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, help_text="A word with the answer.")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    objects = NamingQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["state", "answer_by"])]
        constraints = [
            models.UniqueConstraint(fields=["congregation", "kind"], condition=Q(state__in=["asked", "agreed"]), name="partnerships_one_naming"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed"], settled_at=None) | (~Q(state__in=["asked", "agreed"]) & Q(settled_at__isnull=False)),
                name="partnerships_naming_settled",
            ),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="partnerships_naming_pair"),
            models.CheckConstraint(condition=Q(interim=False) | Q(kind="leader"), name="partnerships_interim_leader"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}".strip()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.congregation.scopes

    @property
    def scope_id(self) -> int | None:
        return self.congregation.scope_id

    @property
    def part(self) -> str:
        """What they would be, in words."""
        return str(_("faith leader for the time being") if self.interim else ContactKind(self.kind).label)


class Leaving(models.Model):
    """Somebody of a congregation has said from which day on they no longer have their part."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="leavings")
    on = models.DateField(help_text="The first day without them.")
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="When it came about, or was taken back.")
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(settled_at=None), name="partnerships_one_leaving"),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="partnerships_leaving_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.on:%Y-%m-%d}"
