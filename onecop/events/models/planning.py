"""How an event comes about: what is to be done until when, who does what, who hosts it with others."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Person, Scope
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.events.choices import AnswerState, RoleKind
from onecop.events.models.event import Event, held_by
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership


class TaskQuerySet(models.QuerySet["EventTask"]):
    def visible_to(self, person: Person) -> "TaskQuerySet":
        """Who plans the event, and whoever the task belongs to."""
        return self.filter(Q(event__in=Event.objects.worked_by(person)) | Q(owner=person))

    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)


class EventTask(models.Model):
    """One line of the planning checklist. It is so many days before or after the first date, and moves along with it."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"title"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    event = models.ForeignKey(Event, models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=160)
    days = models.IntegerField(help_text="From the date of the event: negative before it, positive after it.")
    due_on = models.DateField()
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="event_tasks", help_text="Who does it.")
    role = models.CharField(max_length=12, choices=RoleKind, blank=True, help_text="Whose part it is, where no owner is named.")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    nudged_at = models.DateTimeField(null=True, help_text="When a letter last said that it is late.")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="events_open_tasks_by_day")]
        constraints = [models.CheckConstraint(condition=Q(done_at__isnull=False) | Q(done_by_id=None), name="events_task_done_pair")]

    def __str__(self) -> str:
        return self.title

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.event.scopes


class RoleQuerySet(models.QuerySet["EventRole"]):
    def visible_to(self, person: Person) -> "RoleQuerySet":
        return self.filter(event__in=Event.objects.worked_by(person))


class EventRole(models.Model):
    """Somebody who has a part at an event: a person we know, or a name with or without an address. Asked by a link, without an account."""

    SENSITIVE = {"name", "email", "words"}
    OPEN = {"title"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    event = models.ForeignKey(Event, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12, choices=RoleKind)
    title = models.CharField(max_length=80, blank=True, help_text="In the host's own words; blank: as the kind is called.")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="event_roles")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    words = models.CharField(max_length=300, blank=True, help_text="What they said with their answer.")
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.OPEN)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(asked_at__isnull=False) | Q(asked_by_id=None), name="events_role_asked_pair"),
            models.CheckConstraint(condition=Q(answered_at__isnull=False) | Q(answered_by_id=None), name="events_role_answered_pair"),
            models.CheckConstraint(condition=~Q(state__in=["asked", "yes", "no"]) | ~Q(name=""), name="events_a_role_that_is_asked_has_a_name"),
            models.CheckConstraint(condition=~Q(state="asked") | Q(asked_at__isnull=False), name="events_role_asked_when"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.name}" if self.name else self.label

    @property
    def label(self) -> str:
        return self.title or str(self.get_kind_display())

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.event.scopes


class CoHostQuerySet(models.QuerySet["CoHost"]):
    def visible_to(self, person: Person) -> "CoHostQuerySet":
        """Who plans the event, and who answers for the one that was asked."""
        return self.filter(Q(event__in=Event.objects.worked_by(person)) | self._spoken_for_by(person))

    def answerable_by(self, person: Person) -> "CoHostQuerySet":
        """Those asked for whom somebody may speak: leader or coordinator, liaison, both sides of a partnership, staff of a region."""
        return self.filter(self._spoken_for_by(person))

    @staticmethod
    def _spoken_for_by(person: Person) -> Q:
        houses, desks = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.AGENCY_EDIT)
        theirs = houses.over("congregation__scope") | houses.over("partnership__congregation__scope") | desks.over("agency__scope")
        return theirs | person.reach(Permission.PARTNERSHIP_EDIT).over("scope") | Q(partnership__in=held_by(person))

    def live(self) -> "CoHostQuerySet":
        return self.filter(state__in=[AnswerState.ASKED, AnswerState.YES])

    def with_names(self) -> "CoHostQuerySet":
        return self.select_related("congregation", "agency", "scope", "partnership__congregation", "partnership__agency")


class CoHost(models.Model):
    """Somebody asked to host an event together with its host. With their yes they plan along; the event stays one."""

    SENSITIVE = {"words", "answer_words"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    event = models.ForeignKey(Event, models.CASCADE, related_name="cohosts")
    congregation = models.ForeignKey(Congregation, models.PROTECT, null=True, related_name="cohosted")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="cohosted")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="cohosted")
    scope = models.ForeignKey(Scope, models.PROTECT, null=True, related_name="cohosted")
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.ASKED)
    words = models.CharField(max_length=300, blank=True)
    answer_words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When the host took it back, or they left.")
    ended_by_id = models.BigIntegerField(null=True)

    objects = CoHostQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(congregation__isnull=False, agency=None, partnership=None, scope=None)
                | Q(congregation=None, agency__isnull=False, partnership=None, scope=None)
                | Q(congregation=None, agency=None, partnership__isnull=False, scope=None)
                | Q(congregation=None, agency=None, partnership=None, scope__isnull=False),
                name="events_one_cohost",
            ),
            *[
                models.UniqueConstraint(fields=["event", name], condition=Q(state__in=["asked", "yes"]), name=f"events_{name}_hosts_with_once")
                for name in ("congregation", "agency", "partnership", "scope")
            ],
            models.CheckConstraint(condition=Q(answered_at__isnull=False) | Q(answered_by_id=None), name="events_cohost_answered_pair"),
            models.CheckConstraint(condition=~Q(state__in=["yes", "no"]) | Q(answered_at__isnull=False), name="events_cohost_answered_when"),
            models.CheckConstraint(condition=Q(ended_at__isnull=False) | Q(ended_by_id=None), name="events_cohost_ended_pair"),
            models.CheckConstraint(
                condition=Q(state="withdrawn", ended_at__isnull=False) | ~Q(state="withdrawn") & Q(ended_at=None), name="events_cohost_ended"
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def party(self) -> "Congregation | Agency | Partnership | Scope":
        found = self.congregation or self.agency or self.partnership or self.scope
        assert found is not None
        return found

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return (self.scope,) if self.scope else tuple(self.party.scopes)  # type: ignore[union-attr]
