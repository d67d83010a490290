"""Pictures with what those in them agreed to, and materials."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.events.models import Event, Invite, Occurrence, held_by
from onecop.followups.choices import Faces, Readers
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission

AGREED = Q(faces__in=["agreed", "nobody"]) & (Q(children=False) | Q(guardians=True))
"""What must hold before a picture is shown to anybody else than the hosts."""


def _hosting(person: Person) -> Q:
    """Dates of which somebody is a host or co-host for a congregation, or staff: who may see guests. Never an agency, never an officer."""
    houses, staff = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.PARTNERSHIP_EDIT)
    event = "occurrence__event"
    both = person.reach(Permission.PARTNERSHIP_ACT).over(f"{event}__partnership__congregation__scope")
    along = Q(occurrence__event__in=Event.objects.hosted_along(person, police=False))
    return houses.over(f"{event}__congregation__scope") | both | along | staff.over(f"{event}__agency__scope") | staff.over(f"{event}__scope")


def _editing(person: Person) -> Q:
    """Dates that somebody may change or host along, agencies' desks and the officers of what both sides host included."""
    desks = person.reach(Permission.AGENCY_EDIT).over("occurrence__event__agency__scope")
    along = Q(occurrence__event__in=Event.objects.hosted_along(person))
    return _hosting(person) | desks | along | Q(occurrence__event__partnership__in=held_by(person))


def picture_path(row: "Photo", name: str) -> str:
    """Keep pictures by key: what a phone called a file never names a path."""
    return f"after/pictures/{row.key}-{name}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, person: Person) -> "PhotoQuerySet":
        """Hosts of the congregation's side and staff see all of a date. Police see what is public, and what they brought themselves."""
        if person.reach(Permission.CONGREGATION_EDIT).everywhere:
            return self.all()
        shown = Q(public=True, occurrence__event__in=Event.objects.visible_to(person))
        return self.filter(_hosting(person) | shown | Q(_editing(person), added_by_id=person.pk))

    def kept_by(self, person: Person) -> "PhotoQuerySet":
        """Those whose consent somebody may note down."""
        return self.visible_to(person).filter(_editing(person))

    def shown(self) -> "PhotoQuerySet":
        return self.filter(public=True)

    def beyond(self) -> "PhotoQuerySet":
        """Those that leave the circle of the hosts: on the public page, or with OneCOP."""
        return self.filter(Q(public=True) | Q(programme=True))


class Photo(models.Model):
    """A picture of a date, written anew without where and when it was taken, and what was agreed about it. Taken back, it is deleted."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"alt", "file", "small"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="photos")
    file = models.FileField(upload_to=picture_path)
    small = models.FileField(upload_to=picture_path)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    faces = models.CharField(max_length=8, choices=Faces, default=Faces.UNASKED)
    children = models.BooleanField(default=False, help_text="Children can be seen.")
    guardians = models.BooleanField(default=False, help_text="A parent or guardian of each has said yes in writing.")
    public = models.BooleanField(default=False, help_text="May stand on the public page.")
    programme = models.BooleanField(default=False, help_text="OneCOP may use it to tell of the initiative.")
    alt = models.CharField(max_length=200, blank=True, help_text="What one sees, for whoever cannot see it.")
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField(null=True, help_text="When the flags were last set.")
    agreed_by_id = models.BigIntegerField(null=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(public=False, programme=False) | AGREED, name="followups_shown_with_consent"),
            models.CheckConstraint(condition=Q(public=False) | ~Q(alt=""), name="followups_public_in_words"),
            models.CheckConstraint(condition=Q(agreed_at__isnull=False) | Q(agreed_by_id=None), name="followups_agreed_pair"),
        ]

    def __str__(self) -> str:
        return str(self.occurrence)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes

    @property
    def agreed(self) -> bool:
        return self.faces in (Faces.AGREED, Faces.NOBODY) and (not self.children or self.guardians)


def material_path(row: "Material", _name: str) -> str:
    return f"after/materials/{row.key}"


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, person: Person) -> "MaterialQuerySet":
        """Hosts see all; both sides what is for both; on a congregation's calendar an officer sees the dates they were asked to."""
        if person.reach(Permission.CONGREGATION_EDIT).everywhere:
            return self.all()
        seen = Q(occurrence__event__in=Event.objects.visible_to(person)) & ~Q(readers=Readers.HOSTS)
        asked = Invite.objects.live().filter(officer__person=person).values("occurrence")  # type: ignore[attr-defined]
        reads = person.reach(Permission.CONGREGATION_READ).over("occurrence__event__congregation__scope")
        along = Q(occurrence__event__in=Event.objects.hosted_with(person))
        own = Q(occurrence__event__congregation=None) | reads | along | Q(occurrence__in=asked)
        return self.filter(_editing(person) | seen & own)

    def kept_by(self, person: Person) -> "MaterialQuerySet":
        return self.filter(_editing(person))


class Material(models.Model):
    """Slides, a handout, a link: for the hosts, for both sides, or for everyone."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"title", "url", "mime", "name", "file"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="materials")
    title = models.CharField(max_length=120)
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to=material_path, blank=True)
    name = models.CharField(max_length=120, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes; 0 for a link.")
    readers = models.CharField(max_length=8, choices=Readers, default=Readers.BOTH)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(url="") & ~Q(file="") | ~Q(url="") & Q(file=""), name="followups_a_file_or_a_link")]

    def __str__(self) -> str:
        return self.title

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes

    @property
    def href(self) -> str:
        """Where whoever is signed in opens it."""
        return self.url or reverse("after_material", args=[self.key])
