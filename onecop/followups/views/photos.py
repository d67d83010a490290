"""Pictures of a date: brought by hosts, agreed on one by one, shown, taken down. Guests look and take down by the link in their letter."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.events.models import Occurrence
from onecop.followups import services
from onecop.followups.choices import PICTURES
from onecop.followups.developing import LARGEST
from onecop.followups.forms import ConsentForm, PhotosForm
from onecop.followups.models import Photo
from onecop.followups.services.pictures import no_pictures
from onecop.followups.views.parts import FORMS, HOSTS, closed, hand_out, hosted, public_day, row_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, anyone, link
from onecop.ui.page import render

SIZES = {"full": "file", "small": "small"}


def _sent(photo: Photo, size: str) -> HttpResponse:
    if size not in SIZES:
        raise Http404
    return hand_out(getattr(photo, SIZES[size]))


@acts(*HOSTS)
@require_http_methods(FORMS)
def event_photos(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """The pictures of a date, as far as the reader may see them; more are added here."""
    date = hosted(request, key, on)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if request.method == "POST" and form.is_valid():
        try:
            files = (file.read(LARGEST + 1) for file in form.cleaned_data["pictures"])
            added = services.add_photos(occurrence=row_of(date), files=files, by=request.user, at=now())
            words = ngettext("%(n)s picture is kept. Only hosts see it.", "%(n)s pictures are kept. Only hosts see them.", len(added))
            messages.success(request, words % {"n": len(added)})
            return redirect("event_photos", key, on)
        except Refused as no:
            form.add_error(None, said(no))
    rows = Photo.objects.visible_to(request.user).filter(occurrence=date.row) if date.row else []
    facts = {"event": date.event, "date": date, "form": form, "rows": rows, "refused": no_pictures(date.event), "begun": date.starts_at <= now()}
    return render(request, "followups/photos.jinja", facts, status=422 if form.errors else 200)


def _photo(request: GuardedRequest, key: str) -> Photo:
    """Return a picture whose consent the reader may note down; 404 for all others."""
    found: Photo | None = Photo.objects.kept_by(request.user).select_related("occurrence__event").filter(key=key).first()
    if found is None:
        raise Http404
    return found


@acts(*HOSTS)
@require_http_methods(FORMS)
def after_photo_agree(request: GuardedRequest, key: str) -> HttpResponse:
    """Note down what those in a picture agreed to, and where it may be shown."""
    photo = _photo(request, key)
    event, on = photo.occurrence.event, photo.occurrence.on.isoformat()
    refused = no_pictures(event)
    known = {name: getattr(photo, name) for name in ("faces", "children", "guardians", "public", "programme", "alt")}
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=known, public=event.public, shown=not refused)
    if request.method == "POST" and form.is_valid():
        try:
            services.agree(photo=photo, said=form.consent(), by=request.user, at=now())
            messages.success(request, _("Saved."))
            return redirect("event_photos", event.key, on)
        except Refused as no:
            form.add_error(None, said(no))
    facts = {"event": event, "on": on, "photo": photo, "form": form, "refused": refused}
    return render(request, "followups/agree.jinja", facts, status=422 if form.errors else 200)


@acts(*HOSTS)
@require_POST
def after_photo_down(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a picture down: at once, everywhere, its files with it."""
    photo = _photo(request, key)
    services.take_down(photo=photo, by=request.user, at=now())
    messages.success(request, _("The picture is deleted, everywhere."))
    return redirect("event_photos", photo.occurrence.event.key, photo.occurrence.on.isoformat())


@acts(*HOSTS)
@require_safe
def after_photo(request: GuardedRequest, key: str, size: str) -> HttpResponse:
    """A picture for whoever may see it."""
    return _sent(request.access.get(Photo.objects, key=key), size)


@anyone
@require_safe
def event_picture(request: HttpRequest, key: str, on: str, photo: str, size: str) -> HttpResponse:
    """A picture of the public page, once the date is over."""
    date = public_day(key, on)
    found = Photo.objects.shown().filter(occurrence=date.row, key=photo).first() if date.row and date.ends_at <= now() and not date.cancelled else None
    if found is None:
        raise Http404
    return _sent(found, size)


def _album(token: str) -> tuple[ActionLink, Occurrence]:
    found = links.find(act=PICTURES, token=token, at=now())
    return found, Occurrence.objects.select_related("event").get(key=found.target)


@link
@never_cache
@require_http_methods(FORMS)
def after_album(request: HttpRequest, token: str) -> HttpResponse:
    """What is shown of a date to anybody but its hosts; a guest has a picture taken down by one tap, and nobody asks why."""
    try:
        found, row = _album(token)
    except Refused as no:
        return closed(request, no)
    shown = Photo.objects.beyond().filter(occurrence=row)
    if request.method == "POST":
        photo = shown.filter(key=request.POST.get("photo", "")).first()
        if photo:
            services.take_down(photo=photo, by=links.actor_of(found), at=now())
            messages.success(request, _("The picture is deleted, everywhere."))
        return redirect("after_album", token)
    return render(request, "followups/album.jinja", {"event": row.event, "row": row, "rows": shown, "token": token})


@link
@require_safe
def after_album_photo(request: HttpRequest, token: str, key: str, size: str) -> HttpResponse:
    """A picture for the holder of a guest's link."""
    try:
        _found, row = _album(token)
    except Refused as no:
        return closed(request, no)
    photo = Photo.objects.beyond().filter(occurrence=row, key=key).first()
    if photo is None:
        raise Http404
    return _sent(photo, size)
