"""The directory of agencies, enrollments, and a roster."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.access.states import STATES
from onecop.agencies.choices import AgencyStanding, EnrollmentStanding, OfficerStatus
from onecop.agencies.models import Agency, AgencyEnrollment, Officer, ShiftPattern
from onecop.agencies.queries import starts_of
from onecop.territory.models import Area
from onecop.ui.table import Column, Table

STANDING_TAGS = {"active": "well", "enrolling": "now", "paused": "late", "left": "plain", "listed": "plain"}
ENROLLMENT_TAGS = {"applied": "now", "accepted": "well"}
STATUS_TAGS = {"active": "well", "limited": "now", "leave": "now", "detailed": "plain", "gone": "plain"}


def states(request: Any) -> list[tuple[str, str]]:
    """Return the states of the country, for a filter."""
    return list(STATES)


class AgencyFilter(filters.FilterSet):
    standing = filters.ChoiceFilter(label=_("Standing"), choices=AgencyStanding.choices, empty_label=_("Every standing"))
    state = filters.CharFilter(label=_("State"), lookup_expr="iexact", max_length=2)

    class Meta:
        model = Agency
        fields: list[str] = []


class Agencies(Table):
    columns = [
        Column("name", _("Agency"), sort="name", link=lambda row: reverse("agency_detail", args=[row.key]), under=lambda row: row.ori),
        Column("place", _("Place"), text=lambda row: ", ".join(filter(None, (row.city or row.county, row.state)))),
        Column("state", _("State"), sort="state"),
        Column("kind", _("Kind")),
        Column("standing", _("Standing"), kind="tag", text="get_standing_display", state=lambda row: STANDING_TAGS.get(row.standing, "plain")),
    ]
    sort = "name"
    search = ("name__icontains", "ori__istartswith", "city__istartswith")
    search_label = _("Name, place or ORI")
    filterset = AgencyFilter
    caption = _("Agencies")
    empty = _("No agency yet")
    empty_text = _("Import the national list of agencies first.")
    downloads = True


class AgencyEnrollmentFilter(filters.FilterSet):
    standing = filters.ChoiceFilter(
        label=_("Standing"), choices=[c for c in EnrollmentStanding.choices if c[0] != EnrollmentStanding.DRAFT], empty_label=_("Every standing")
    )

    class Meta:
        model = AgencyEnrollment
        fields: list[str] = []


class AgencyEnrollments(Table):
    columns = [
        Column(
            "agency", _("Agency"), sort="agency__name", link=lambda row: reverse("agency_enrollment_review", args=[row.key]), under=lambda row: row.agency.ori
        ),
        Column("name", _("Sent by")),
        Column("sent_at", _("Sent"), sort="sent_at", kind="ago"),
        Column("standing", _("Standing"), kind="tag", text="get_standing_display", state=lambda row: ENROLLMENT_TAGS.get(row.standing, "plain")),
    ]
    sort = "sent_at"
    search = ("agency__name__icontains", "name__icontains", "agency__ori__istartswith")
    search_label = _("Agency or person")
    filterset = AgencyEnrollmentFilter
    caption = _("Agencies that enrolled, the longest wait first")
    empty = _("No agency waits")


def _agency(request: Any) -> Any:
    return getattr(request, "agency", None)


def areas(request: Any) -> QuerySet[Area]:
    agency = _agency(request)
    return Area.objects.in_force().light().filter(version__territory=agency.territory_id) if agency and agency.territory_id else Area.objects.none()


def shifts(request: Any) -> QuerySet[ShiftPattern]:
    agency = _agency(request)
    return ShiftPattern.objects.filter(agency=agency).order_by("name") if agency else ShiftPattern.objects.none()


class OfficerFilter(filters.FilterSet):
    status = filters.ChoiceFilter(label=_("Status"), choices=OfficerStatus.choices, empty_label=_("Every status"))
    area = filters.ModelChoiceFilter(label=_("Area"), queryset=areas, empty_label=_("Every area"), null_label=_("Without an area"), null_value="none")
    shift = filters.ModelChoiceFilter(label=_("Shift"), queryset=shifts, empty_label=_("Every shift"))
    email = filters.ChoiceFilter(
        label=_("E-mail address"), method="by_email", choices=[("none", _("Without one")), ("given", _("With one"))], empty_label=_("With or without")
    )

    class Meta:
        model = Officer
        fields: list[str] = []

    def by_email(self, rows: QuerySet[Officer], _name: str, value: str) -> QuerySet[Officer]:
        return rows.filter(email="") if value == "none" else rows.exclude(email="")


class Officers(Table):
    columns = [
        Column("name", _("Officer"), sort="last_name", text="full_name", link=lambda row: reverse("officer_detail", args=[row.key]), under="get_rank_display"),
        Column("area", _("Area"), text=lambda row: row.area or ""),
        Column("shift", _("Shift"), text=lambda row: row.shift or ""),
        Column("assigned_since", _("There since"), sort="assigned_since", kind="day"),
        Column("transfer_on", _("Moves on"), sort="transfer_on", kind="day"),
        Column("status", _("Status"), kind="tag", text="get_status_display", state=lambda row: STATUS_TAGS.get(row.status, "plain")),
    ]
    sort = "name"
    search = ("last_name__icontains", "first_name__icontains", "badge__istartswith")
    search_label = _("Name or number")
    filterset = OfficerFilter
    caption = _("Officers")
    empty = _("No officer yet")
    empty_text = _("Upload the roster: name, rank, area, shift and work e-mail address.")


class OfficersToPick(Officers):
    """The roster with a box before each name; the boxes belong to the form `assign` below it."""

    columns = [Column("pick", _("Choose")), *(c for c in Officers.columns if c.name not in ("assigned_since", "transfer_on"))]


class Patterns(Table):
    columns = [
        Column("name", _("Pattern"), sort="name", link=lambda row: reverse("agency_shift", args=[row.agency.key, row.code]), under=starts_of),
        Column("days", _("Days in the cycle"), kind="number", text=lambda row: len(row.cycle)),
        Column("worked_by", _("Officers"), sort="worked_by", kind="number"),
        Column("next_bid_on", _("Next bid"), kind="day"),
        Column("act", "", download=False),
    ]
    sort = "name"
    search = ("name__icontains",)
    search_label = _("Name")
    caption = _("Shift patterns")
    empty = _("No shift pattern yet")
    empty_text = _("They come with the roster, or you make one from a known pattern.")
