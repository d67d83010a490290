"""The engagement charter that both sides sign. Whoever agrees keeps the version they read; a change of words is a new version."""

from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"

PROMISES = (
    (
        _("Outreach is not intelligence work"),
        _(
            "Officers come as neighbors. Nobody gathers tips, names, beliefs or who came to worship. A congregation is never asked to report on "
            "its people, and what is said in a partnership is not a source."
        ),
    ),
    (
        _("Everyone is free"),
        _("Each side joins of its own will and may stop on any day, without a reason. Nobody has to attend, to pray, or to talk."),
    ),
    (
        _("Every faith is equal"),
        _("Partners are never matched by an officer’s religion. Officers respect holy days, dress and custom; congregations respect the badge as a duty."),
    ),
    (
        _("Some things stay out"),
        _(
            "Cases, suspects, victims, witnesses, immigration status and what is told in pastoral care have no place in a partnership or on this "
            "site. In an emergency, anyone calls 911."
        ),
    ),
    (
        _("We keep our word"),
        _("We answer each other within a week, say so when we cannot come, and find a new partner with you when people move on."),
    ),
    (
        _("We speak up"),
        _("When something hurts trust, either side says so, to each other first, and to OneCOP staff or the agency’s executive when that is not enough."),
    ),
)
"""(heading, words) of each promise, in order."""
