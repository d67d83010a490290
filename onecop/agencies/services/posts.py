"""Who is an agency's liaison and executive."""

from datetime import datetime

from django.db import transaction

from onecop.access import services as access
from onecop.access.choices import RoleCode
from onecop.agencies.choices import PostKind
from onecop.agencies.models import Agency, Post
from onecop.audit.services import record
from onecop.kernel.actor import Actor

ROLE_OF = {PostKind.LIAISON: RoleCode.LIAISON, PostKind.EXECUTIVE: RoleCode.EXECUTIVE}


@transaction.atomic
def set_post(*, agency: Agency, kind: str, name: str, email: str, title: str = "", phone: str = "", by: Actor, at: datetime) -> Post:
    """Name a liaison or the executive, and let them sign in where the agency has a scope.

    A new executive ends the time of the one before; an agency may have several liaisons. The same address again corrects name and title, and
    the phone number where one is given.
    """
    email = email.strip().lower()
    same = agency.posts.filter(kind=kind, ended_on=None, email__iexact=email).select_related("person").first()
    if same is None and kind == PostKind.EXECUTIVE:
        for before in agency.posts.filter(kind=kind, ended_on=None).select_related("person"):
            end_post(post=before, by=by, at=at)
    if same is None:
        same = Post.objects.create(agency=agency, kind=kind, name=name.strip(), title=title, email=email, phone=phone, started_on=agency.day(at))
        record("post.named", same, by=by, at=at, after={"kind": str(kind), "name": same.name}, scope_id=agency.scope_id)
    elif (same.name, same.title, same.phone) != (name.strip(), title, phone or same.phone):
        record("post.corrected", same, by=by, at=at, before={"name": same.name}, after={"name": name.strip()}, scope_id=agency.scope_id)
        same.name, same.title, same.phone = name.strip(), title, phone or same.phone
        same.save(update_fields=["name", "title", "phone"])
    if agency.scope is not None:
        same.person = same.person or access.ensure_person(email=email, name=same.name, at=at)
        same.save(update_fields=["person"])
        access.grant(person=same.person, role=ROLE_OF[PostKind(kind)], scope=agency.scope, by=by, at=at)
    return same


@transaction.atomic
def end_post(*, post: Post, by: Actor, at: datetime) -> None:
    """End a time as liaison or executive, and the role with it."""
    if post.ended_on is not None:
        return
    post.ended_on = max(post.agency.day(at), post.started_on)
    post.save(update_fields=["ended_on"])
    record("post.ended", post, by=by, at=at, after={"kind": post.kind, "name": post.name}, scope_id=post.agency.scope_id)
    if post.person is not None and post.agency.scope_id:
        for grant in post.person.grants.in_force().filter(scope=post.agency.scope_id, role=ROLE_OF[PostKind(post.kind)]):  # type: ignore[attr-defined]
            access.revoke(grant=grant, by=by, at=at)
