"""Rows that acts wait for: the partnership before its meetings, always in this order."""

from onecop.partnerships.models import Partnership
from onecop.scheduling.models import Meeting


def lock_partnership(partnership: Partnership) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",))
    return rows.select_related("congregation__scope", "agency__scope", "agency__territory", "owner").get(pk=partnership.pk)


def lock(meeting: Meeting) -> Meeting:
    """Lock a meeting and read it again: of two acts at the same moment the later one sees the earlier."""
    rows = Meeting.objects.select_for_update(of=("self",))
    related = ("partnership__congregation__scope", "partnership__agency__scope", "partnership__agency__territory", "partnership__owner")
    return rows.select_related(*related).get(pk=meeting.pk)
