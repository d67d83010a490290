from django.utils.translation import gettext_lazy as _

from onecop.ui.table import Column, Table


class Reports(Table):
    columns = [
        Column("partnership", _("Partnership"), text="post.thread.partnership", link=lambda r: r.get_absolute_url(), under=lambda r: r.by.name),
        Column("state", _("State"), kind="tag", text=lambda r: r.get_settlement_display() or _("waits"), state=lambda r: "done" if r.settled_at else "late"),
        Column("at", _("Reported"), sort="at", kind="ago"),
    ]
    sort = "-at"
    search = ("post__thread__partnership__congregation__name__icontains", "by__name__icontains")
    search_label = _("Congregation or name")
    empty = _("Nothing was reported")
    empty_text = _("When somebody reports a message, it is listed here, and only then can staff read it.")
