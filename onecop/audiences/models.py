"""Invitations to many: whom a host means, and who got one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.audiences.choices import LeftOut, MailingState
from onecop.events.models import Event, Occurrence
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.registrations.models import Registration


class MailingQuerySet(models.QuerySet["Mailing"]):
    def visible_to(self, person: Person) -> "MailingQuerySet":
        """Whoever may change what the host plans sees its invitations."""
        houses, desks = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.AGENCY_EDIT)
        staff = person.reach(Permission.PARTNERSHIP_EDIT)
        host = houses.over("congregation__scope") | houses.over("partnership__congregation__scope") | desks.over("agency__scope") | staff.over("scope")
        return self.all() if staff.everywhere else self.filter(occurrence__event__in=Event.objects.filter(host).values("pk"))


class Mailing(models.Model):
    """One sending of invitations to one date of an event."""

    SENSITIVE = {"words", "individuals"}
    OPEN = {"job_key"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="mailings")
    groups = models.JSONField(default=list, help_text="Codes of choices.Group.")
    agencies = models.JSONField(default=list, help_text="Row numbers; empty: all that the sender may write to.")
    areas = models.JSONField(default=list, help_text="Row numbers of beats or precincts; empty: all.")
    individuals = models.JSONField(default=list, help_text="[[name, e-mail], …]")
    words = models.CharField(max_length=600, blank=True, help_text="A personal line, read by all of them.")
    state = models.CharField(max_length=8, choices=MailingState, default=MailingState.READY)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True)
    began_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    job_key = models.CharField(max_length=32, blank=True, help_text="The task that sends it.")

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(began_at__isnull=False) | Q(began_by_id=None), name="audiences_began_pair"),
            models.CheckConstraint(condition=~Q(state="ready") | Q(began_at=None), name="audiences_ready_has_not_begun"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("mailing_detail", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes


class Recipient(models.Model):
    """Somebody whom a mailing meant: invited, or left out and why. Nobody stands here twice for one date."""

    SENSITIVE = {"email", "name"}
    OPEN: ClassVar[set[str]] = set()

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="recipients")
    email = models.EmailField(help_text="Lower case.")
    name = models.CharField(max_length=120)
    registration = models.OneToOneField(Registration, models.SET_NULL, null=True, related_name="invited_by")
    left_out = models.CharField(max_length=8, choices=LeftOut, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["email", "-at"], condition=Q(left_out=""), name="audiences_lately")]
        constraints = [models.UniqueConstraint(fields=["mailing", "email"], name="audiences_nobody_twice")]

    def __str__(self) -> str:
        return self.name
