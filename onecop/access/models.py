from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from phonenumber_field.modelfields import PhoneNumberField

from onecop.access.choices import RoleCode, ScopeKind
from onecop.access.reach import Reach
from onecop.access.roles import ROLES, Role, roles_with
from onecop.kernel.clock import now
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission


class ScopeQuerySet(models.QuerySet["Scope"]):
    def visible_to(self, person: "Person") -> "ScopeQuerySet":
        """Scopes as things to be managed: staff see those within reach."""
        reach = person.reach(Permission.REGION_EDIT)
        return self.all() if reach.everywhere else self.filter(Q(pk__in=reach.scope_ids) | Q(parent__in=reach.scope_ids))


class Scope(models.Model):
    """What a role is held over. The tree is nation › region › agency or congregation; an organisation may hang on the nation."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"name"}

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=12, choices=ScopeKind)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    objects = ScopeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="nation"), name="access_one_nation"),
            models.UniqueConstraint(fields=["name"], condition=Q(kind="region"), name="access_region_name"),
            models.CheckConstraint(condition=Q(kind="nation", parent=None) | (~Q(kind="nation") & Q(parent__isnull=False)), name="access_scope_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> tuple[int | None, ...]:
        """Own id and those of its ancestors. Costs a query per level unless `parent` is selected."""
        return (self.pk, self.parent_id, *(self.parent.lineage[1:] if self.parent else ()))


def regions_of(state: str) -> "models.QuerySet[Scope]":
    """Return the region (none or one) that a state belongs to: it answers for organisations that have no scope of their own yet."""
    return Scope.objects.filter(kind=ScopeKind.REGION, states__state=state)


class RegionState(models.Model):
    """A state (two letters) belongs to at most one region."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"state"}

    scope = models.ForeignKey(Scope, models.CASCADE, related_name="states")
    state = models.CharField(max_length=2, unique=True)

    def __str__(self) -> str:
        return self.state


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> "PersonQuerySet":
        """People who hold a role within reach; those who hold none are for national staff."""
        reach = person.reach(Permission.PEOPLE_READ)
        return self.all() if reach.everywhere else self.filter(pk__in=Grant.objects.in_force().visible_to(person).values("person"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Whoever signs in, once, whatever they do in the initiative."""

    SENSITIVE = {"email", "phone", "password", "session_stamp"}
    OPEN = {"name", "locale", "timezone"}

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = PhoneNumberField(blank=True, region="US")
    locale = models.CharField(max_length=8, default="en")
    timezone = models.CharField(max_length=50, default="America/New_York")
    shares_contact = models.BooleanField(default=False, help_text="Whether partners on the other side may see the e-mail address and the phone number.")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    session_stamp = models.CharField(max_length=12, default=new_key, editable=False, help_text="Part of every session; a new one ends them all.")

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="access_email_lower")]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_label(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django compares this with the session on every request: a new password or a new stamp ends them all."""
        return salted_hmac("onecop.access.session", f"{self.password}|{self.session_stamp}", secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def open_grants(self) -> list["Grant"]:
        """Grants in force, read once per person object."""
        return list(self.grants.in_force().select_related("scope").order_by("id")) if self.pk else []

    def reach(self, permission: Permission) -> Reach:
        """Return over which scopes this person holds the permission."""
        grants = [g for g in self.open_grants if permission in ROLES[g.role].permissions]
        return Reach(
            everywhere=any(g.scope.kind == ScopeKind.NATION for g in grants),
            scope_ids=frozenset(g.scope_id for g in grants),
        )

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whose permissions reach this person: the scopes of their roles."""
        return tuple(g.scope for g in self.open_grants)

    @property
    def needs_second_factor(self) -> bool:
        return any(ROLES[g.role].second_factor for g in self.open_grants)


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self) -> "GrantQuerySet":
        return self.filter(revoked_at=None)

    def holding(self, permission: Permission) -> "GrantQuerySet":
        return self.in_force().filter(role__in=roles_with(permission))

    def visible_to(self, person: Person) -> "GrantQuerySet":
        """Roles within reach: all of them for who sees people; for a liaison those that a liaison gives."""
        all_, given = person.reach(Permission.PEOPLE_READ), person.reach(Permission.PEOPLE_REVOKE)
        return self.filter(all_.over("scope") | (given.over("scope") & Q(role=RoleCode.SUPERVISOR)))


class Grant(models.Model):
    """Person × role × scope, from a day until it is revoked."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=RoleCode)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="grants")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Null: the machine.")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "scope"], condition=Q(revoked_at=None), name="access_grant_once"),
            models.CheckConstraint(condition=Q(revoked_at__isnull=False) | Q(revoked_by=None), name="access_grant_revoked_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.scope}"

    @property
    def definition(self) -> Role:
        return ROLES[self.role]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, person: Person) -> "InvitationQuerySet":
        return self.filter(person.reach(Permission.PEOPLE_INVITE).over("scope"))


class Invitation(models.Model):
    """An offer of a role by e-mail. Its link is kept as a hash; resending makes a new one."""

    SENSITIVE = {"email"}
    OPEN = {"name", "token_hash"}

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=RoleCode)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="access_invitation_accepted_pair",
            ),
            models.CheckConstraint(condition=Q(revoked_at__isnull=False) | Q(revoked_by=None), name="access_invitation_revoked_pair"),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(revoked_at=None), name="access_invitation_one_end"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"

    def state(self, at: datetime) -> str:
        """Return open, accepted, revoked or expired."""
        if self.accepted_at or self.revoked_at:
            return "accepted" if self.accepted_at else "revoked"
        return "expired" if self.expires_at <= at else "open"


class ActionLink(models.Model):
    """One act on one object until a date, for whoever holds the link. Only the hash of its token is kept."""

    SENSITIVE = {"email"}
    OPEN = {"act", "target", "token_hash", "name"}

    token_hash = models.CharField(max_length=64, unique=True)
    act = models.CharField(max_length=60)
    target = models.CharField(max_length=64)
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["act", "target"])]

    def __str__(self) -> str:
        return f"{self.act} {self.target}"

    @property
    def audit_label(self) -> str:
        return f"{self.name or 'Someone'} (by link)"
