from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Agency, Officer
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import CloseReason, EndReason, PartnershipState, PauseReason, TenureKind
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
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(reopened_at__isnull=False) | Q(reopened_by_id=None), name="partnerships_reopened_pair")]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_reason_display()}"
