"""The lists that staff works from."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import CongregationStanding, EnrollmentStanding, Tradition
from onecop.congregations.models import Congregation, DuplicateSuggestion, Enrollment
from onecop.territory.models import Territory
from onecop.ui.table import Column, Table

ENROLLMENT_TAGS = {"applied": "now", "asked_back": "plain", "accepted": "well", "waitlisted": "plain", "declined": "plain"}
STANDING_TAGS = {"applied": "now", "accepted": "well", "asked_back": "plain"}


def _of(row: Enrollment) -> str:
    return reverse("enrollment_review", args=[row.congregation.key]) if row.congregation else ""


class EnrollmentFilter(filters.FilterSet):
    standing = filters.ChoiceFilter(
        label=_("Standing"), choices=[c for c in EnrollmentStanding.choices if c[0] != EnrollmentStanding.DRAFT], empty_label=_("Every standing")
    )
    state = filters.CharFilter(label=_("State"), lookup_expr="iexact", max_length=2)

    class Meta:
        model = Enrollment
        fields: list[str] = []


class Enrollments(Table):
    columns = [
        Column("congregation_name", _("Congregation"), sort="congregation_name", link=_of, under=lambda row: f"{row.congregation.city}, {row.state}"),
        Column("name", _("Sent by")),
        Column("sent_at", _("Sent"), sort="sent_at", kind="ago"),
        Column("votes", _("Board votes"), text="congregation.board_votes_on", kind="day"),
        Column("standing", _("Standing"), kind="tag", text="get_standing_display", state=lambda row: ENROLLMENT_TAGS.get(row.standing, "plain")),
    ]
    sort = "sent_at"
    search = ("congregation_name__icontains", "name__icontains")
    search_label = _("Congregation or person")
    filterset = EnrollmentFilter
    caption = _("Enrollments, the longest wait first")
    empty = _("No enrollment waits")
    empty_text = _("When a congregation sends the form, it stands here until somebody answers.")


def territories(request: Any) -> QuerySet[Territory]:
    """Return the territories where this reader sees a congregation."""
    if request is None:
        return Territory.objects.none()
    seen = Congregation.objects.visible_to(request.user).filter(territory__isnull=False).order_by().values("territory").distinct()
    return Territory.objects.filter(pk__in=seen).order_by("name")


class CongregationFilter(filters.FilterSet):
    standing = filters.ChoiceFilter(label=_("Standing"), choices=CongregationStanding.choices, empty_label=_("Every standing"))
    tradition = filters.ChoiceFilter(label=_("Tradition"), choices=Tradition.choices, empty_label=_("Every tradition"))
    territory = filters.ModelChoiceFilter(label=_("Agency"), queryset=territories, empty_label=_("Every agency"))

    class Meta:
        model = Congregation
        fields: list[str] = []


class Congregations(Table):
    columns = [
        Column(
            "name",
            _("Congregation"),
            sort="name",
            link=lambda row: reverse("congregation_detail", args=[row.key]),
            under=lambda row: f"{row.city}, {row.state}".strip(", "),
        ),
        Column("tradition", _("Tradition"), text="get_tradition_display", sort="tradition"),
        Column("area", _("Area"), text=lambda row: row.area or "", under=lambda row: row.territory or ""),
        Column("standing", _("Standing"), kind="tag", text="get_standing_display", state=lambda row: STANDING_TAGS.get(row.standing, "plain")),
        Column("standing_since", _("Since"), sort="standing_since", kind="day"),
    ]
    sort = "name"
    search = ("name__icontains", "name_folded__icontains", "city__istartswith", "zip__startswith")
    search_label = _("Name, city or ZIP code")
    filterset = CongregationFilter
    caption = _("Congregations")
    empty = _("No congregation yet")
    empty_text = _("Import a file of congregations, or wait for the first enrollment.")
    downloads = True


class DuplicateFilter(filters.FilterSet):
    verdict = filters.ChoiceFilter(
        label=_("Decided"), choices=[("waiting", _("Not yet")), ("same", _("The same")), ("different", _("Two"))], method="by_verdict", empty_label=_("All")
    )

    class Meta:
        model = DuplicateSuggestion
        fields: list[str] = []

    def by_verdict(self, rows: QuerySet[DuplicateSuggestion], name: str, value: str) -> QuerySet[DuplicateSuggestion]:
        return rows.filter(verdict="" if value == "waiting" else value)


class Duplicates(Table):
    columns = [
        Column("first", _("One"), text="first.name", link=lambda row: reverse("duplicate_detail", args=[row.key]), under=lambda row: row.first.street),
        Column("second", _("The other"), text="second.name", under=lambda row: row.second.street),
        Column("why", _("Why"), text="get_why_display", under=lambda row: "" if row.metres is None else f"{row.metres} m"),
        Column("suggested_at", _("Suggested"), sort="suggested_at", kind="day"),
        Column(
            "verdict", _("Decided"), kind="tag", text=lambda row: row.get_verdict_display() or _("not yet"), state=lambda row: "done" if row.verdict else "now"
        ),
    ]
    sort = "suggested_at"
    search = ("first__name__icontains", "second__name__icontains")
    filterset = DuplicateFilter
    caption = _("Congregations that look alike")
    empty = _("Nothing looks alike")
    empty_text = _("Imports and enrollments suggest pairs here. A person decides.")
