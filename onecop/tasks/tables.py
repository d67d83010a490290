from django.utils.translation import gettext_lazy as _

from onecop.tasks import queries
from onecop.tasks.choices import JobState
from onecop.ui.table import Column, Table

LOOKS = {JobState.WAITING: "plain", JobState.RUNNING: "now", JobState.DONE: "done", JobState.FAILED: "late", JobState.CANCELLED: "plain"}


class Jobs(Table):
    columns = [
        Column("title", _("Task"), link=lambda job: job.get_absolute_url(), under="note"),
        Column("state", _("State"), kind="tag", text="get_state_display", state=lambda job: LOOKS[job.state]),
        Column("progress", _("How far"), text=lambda job: queries.progress(job).words),
        Column("by_label", _("Asked by")),
        Column("asked_at", _("When"), sort="asked_at", kind="ago"),
    ]
    sort = "-asked_at"
    search = ("title__icontains", "by_label__icontains")
    search_label = _("Task or name")
    empty = _("No long work yet")
    empty_text = _("Imports, matching and other long work that you start is listed here, with how far it is.")
