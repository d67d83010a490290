"""What people said at the luncheon."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from onecop.access.models import Person, Scope
from onecop.congregations.models import Congregation, Enrollment
from onecop.kernel.ids import new_key
from onecop.launch.choices import Role, Source
from onecop.launch.models.city import Launch


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def visible_to(self, person: Person) -> "PledgeQuerySet":
        return self.filter(launch__in=Launch.objects.visible_to(person))

    def waiting(self) -> "PledgeQuerySet":
        """Pledges that ask something of staff: no e-mail address to write to, or a congregation that somebody else enrolls."""
        return self.filter(Q(already=True) | Q(email=""), settled_at=None)


class Pledge(models.Model):
    """Somebody's word for a congregation. It becomes an enrollment form, or, where one is there already, a wish for staff."""

    SENSITIVE = {"name", "email", "phone", "wish"}
    OPEN: ClassVar[set[str]] = {"congregation_name", "name_folded"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="pledges")
    congregation = models.ForeignKey(Congregation, models.PROTECT, null=True, related_name="pledges", help_text="Null: it is on no list of ours yet.")
    congregation_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True, region="US")
    role = models.CharField(max_length=12, choices=Role)
    wish = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=6, choices=Source)
    pledged_at = models.DateTimeField()
    already = models.BooleanField(default=False, help_text="The congregation had an enrollment before.")
    enrollment = models.ForeignKey(Enrollment, models.SET_NULL, null=True, related_name="pledges")
    settled_at = models.DateTimeField(null=True, help_text="When staff had seen to what it asks of them.")
    settled_by_id = models.BigIntegerField(null=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["-pledged_at", "-id"]
        indexes = [models.Index(fields=["launch", "name_folded"])]
        constraints = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="launch_pledge_reachable"),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="launch_pledge_settled_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.congregation_name}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.launch.scopes

    @property
    def scope_id(self) -> int | None:
        return self.launch.scope_id
