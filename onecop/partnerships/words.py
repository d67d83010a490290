"""What each part in a congregation means, in plain words: for the letter that asks, and the page that it opens."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import ContactKind

Text = str | Promise


@dataclass(frozen=True)
class Means:
    """short: two sentences for a letter. duties: what one does. time: what it takes."""

    short: Text
    duties: tuple[Text, ...]
    time: Text


MEANS = {
    ContactKind.COORDINATOR: Means(
        short=_("You keep the partnership moving: you agree on dates, answer letters and tell people what comes next. It takes two to four hours a month."),
        duties=(
            _("You agree on dates with the officer, and tell your people."),
            _("You ride along once, for a few hours, if you like to."),
            _("Four times a year you tell us in two minutes how it goes."),
        ),
        time=_("Two to four hours a month, mostly when it suits you."),
    ),
    ContactKind.DEPUTY: Means(
        short=_("You stand in for the coordinator whenever they cannot. Most months there is nothing to do; some months an hour or two."),
        duties=(_("You answer and agree on dates when the coordinator is away."), _("You can see all that the coordinator sees, so nobody has to explain.")),
        time=_("Most months nothing, some months an hour or two."),
    ),
    ContactKind.LEADER: Means(
        short=_("You speak for the congregation: you choose its coordinator and decide what it takes part in. It takes about an hour a month."),
        duties=(
            _("You choose the coordinator, and take the dates while there is none."),
            _("You welcome the officer at a service or gathering, in your own way."),
            _("You ride along once, for a few hours, if you like to."),
        ),
        time=_("About an hour a month, more in the first weeks."),
    ),
}
