from django.utils.translation import gettext_lazy as _

from onecop.imports.choices import ProblemSeverity, RunState
from onecop.ui.table import Column, Table

LOOKS = {
    RunState.UPLOADED: "now", RunState.MAPPED: "now", RunState.CHECKING: "now", RunState.CHECKED: "now", RunState.COMMITTING: "now",
    RunState.COMMITTED: "done", RunState.UNDONE: "plain", RunState.FAILED: "late", RunState.CANCELLED: "plain",
}  # fmt: skip
GRAVITY = {ProblemSeverity.ERROR: "late", ProblemSeverity.WARNING: "now", ProblemSeverity.INFO: "plain"}


class Runs(Table):
    columns = [
        Column("source_name", _("File"), sort="source_name", link=lambda run: run.get_absolute_url(), under="title"),
        Column("state", _("State"), kind="tag", text="get_state_display", state=lambda run: LOOKS[run.state]),
        Column("rows", _("Rows"), kind="number", text=lambda run: run.counts.get("rows")),
        Column("problem_count", _("Problems"), sort="problem_count", kind="number"),
        Column("by_label", _("Brought by")),
        Column("opened_at", _("When"), sort="opened_at", kind="ago"),
    ]
    sort = "-opened_at"
    search = ("source_name__icontains", "by_label__icontains")
    search_label = _("File or name")
    empty = _("No file yet")
    empty_text = _("Bring in agencies, maps, rosters and lists of congregations as they are. Every file is checked before anything changes.")


class Problems(Table):
    columns = [
        Column("row", _("Row"), text=lambda p: p.row if p.row is not None else "–"),
        Column("severity", _("Weight"), kind="tag", text="get_severity_display", state=lambda p: GRAVITY[p.severity]),
        Column("field", _("Field")),
        Column("value", _("Value")),
        Column("reason", _("Reason")),
    ]
    sort = "number"
    sorts = {"number": "number"}
    search = ("reason__icontains", "value__icontains", "field__icontains")
    search_label = _("Field, value or reason")
    downloads = True
    size = 50
    empty = _("Nothing to tell")
    empty_text = _("Every row of this file is fine.")
