"""Who a task belongs to: the named person, else whoever holds its role now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from onecop.access.models import Grant, Person
from onecop.agencies.choices import PostKind
from onecop.agencies.models import Post
from onecop.kernel.permissions import Permission
from onecop.launch.choices import Owner
from onecop.launch.models import Launch, LaunchTask


@dataclass(frozen=True)
class Someone:
    """An owner. person: their row number, None for somebody who cannot sign in."""

    name: str
    email: str
    person: int | None = None


def owners_of(tasks: Iterable[LaunchTask]) -> dict[int, Someone]:
    """Return the owner of each task by its row number, in two queries. Where nobody holds the role, the lead of the launch looks after it."""
    tasks = list(tasks)
    agencies = {task.launch.agency_id for task in tasks}
    posts: dict[tuple[int, str], Post] = {}
    for post in Post.objects.filter(agency__in=agencies, ended_on=None).order_by("-started_on", "-pk"):
        posts[post.agency_id, post.kind] = post
    people = Person.objects.in_bulk({task.owner_id for task in tasks if task.owner_id} | {task.launch.lead_id for task in tasks})
    return {task.pk: _owner(task, posts, people) for task in tasks}


def _owner(task: LaunchTask, posts: dict[tuple[int, str], Post], people: dict[int, Person]) -> Someone:
    named = people.get(task.owner_id) if task.owner_id else None
    kind = {Owner.LIAISON: PostKind.LIAISON, Owner.EXECUTIVE: PostKind.EXECUTIVE}.get(Owner(task.owner_role))
    post = posts.get((task.launch.agency_id, kind)) if kind and named is None else None
    if post:
        return Someone(post.name, post.email, post.person_id)
    who = named or people[task.launch.lead_id]
    return Someone(who.name, who.email, who.pk)


def candidates(launch: Launch) -> list[tuple[str, str]]:
    """Return the choices for an owner: the roles, then staff in reach and the people of the agency."""
    scope = launch.agency.scope
    lineage = [pk for pk in (scope.lineage if scope else ()) if pk] + ([launch.region.pk] if launch.region else [])
    nation = Grant.objects.in_force().filter(scope__kind="nation")
    held = (Grant.objects.in_force().filter(scope__in=lineage) | nation).holding(Permission.LAUNCH_READ)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name")
    return [*((f"role:{code}", str(label)) for code, label in Owner.choices), *((f"person:{who.key}", who.name) for who in people)]


def chosen(value: str) -> tuple[str, Person | None]:
    """Return (role, person) of one of `candidates`."""
    kind, _sep, code = value.partition(":")
    if kind == "role":
        return code, None
    return Owner.STAFF, Person.objects.get(key=code)


def owner_words(task: LaunchTask, owner: Someone) -> str:
    """Say who looks after a task, and as what."""
    if task.owner_id or task.owner_role == Owner.STAFF:
        return owner.name
    return _("%(name)s for %(role)s") % {"name": owner.name, "role": task.get_owner_role_display()}
