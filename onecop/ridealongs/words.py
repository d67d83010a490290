"""The rules in plain language: an agency's terms as sentences, and every refusal with what would be allowed."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.ridealongs.choices import Kind, Rule
from onecop.ridealongs.rules import Refusal, Terms
from onecop.ui import words as ui


def hours(value: Decimal) -> str:
    """Write "4 hours" or "8½ hours"."""
    whole, half = int(value), "½" if value % 1 else ""
    text = f"{whole or ''}{half}"
    return _("%(n)s hour") % {"n": text} if value <= 1 else _("%(n)s hours") % {"n": text}


def listed(parts: Iterable[str]) -> str:
    """Write "a, b or c"."""
    given = list(parts)
    if len(given) < 2:
        return "".join(given)
    return _("%(first)s or %(last)s") % {"first": ", ".join(given[:-1]), "last": given[-1]}


def kinds(codes: Iterable[Kind]) -> str:
    """Name what may be done instead of a ride: "a simulator day or a walk-along on foot"."""
    names = {Kind.SIMULATOR: _("a simulator day"), Kind.SIT_ALONG: _("a sit-along with dispatch or at the desk"), Kind.WALK_ALONG: _("a walk-along on foot")}
    return listed(names[code] for code in codes)


def in_words(terms: Terms) -> list[str]:
    """Return an agency's rules as sentences that a rider reads, in the order in which they matter."""
    said = [_age(terms), _length(terms), _starts(terms), _notice(terms), _interval(terms), _officer(terms), _seats(terms), _check(terms)]
    said.append(_("Every rider signs the waiver on screen before the ride, and again when the rules change."))
    said.append(_("What to wear: %(dress)s") % {"dress": terms.dress.strip()})
    said.append(_("Religious dress: %(dress)s It is settled before a ride is booked.") % {"dress": terms.religious_dress.strip()})
    if terms.alternatives:
        said.append(_("Who cannot or would rather not ride may ask for %(what)s instead.") % {"what": kinds(terms.alternatives)})
    return [line for line in said if line]


def _age(terms: Terms) -> str:
    if terms.minimum_age == 18:
        return _("Riders are 18 or older.")
    return _("Riders are 16 or older. Who is under 18 rides for %(hours)s at most, and a parent or guardian signs too.") % {"hours": hours(terms.minor_hours)}


def _length(terms: Terms) -> str:
    return _("A ride lasts %(hours)s, or until the watch ends. Anyone may stop sooner.") % {"hours": hours(terms.hours)}


def _starts(terms: Terms) -> str:
    if not terms.starts:
        return _("Rides begin when a watch begins.")
    return _("Rides begin at %(times)s.") % {"times": listed(ui.clock(s) for s in terms.starts)}


def _notice(terms: Terms) -> str:
    if not terms.notice_days:
        return _("One may apply for the same day.")
    return ngettext(
        "Apply at least %(n)s business day ahead; federal holidays do not count.",
        "Apply at least %(n)s business days ahead; federal holidays do not count.",
        terms.notice_days,
    ) % {"n": terms.notice_days}


def _interval(terms: Terms) -> str:
    if not terms.months_between:
        return _("One may ride as often as there is a seat.")
    return _("One person rides once in %(n)s months.") % {"n": terms.months_between}


def _officer(terms: Terms) -> str:
    said = [] if terms.officer_choice else [_("Riders do not choose their officer.")]
    if terms.same_officer_yearly:
        said.append(_("Nobody rides with the same officer twice within twelve months."))
    if said and terms.partner_exception:
        said.append(_("The partner officer of one’s congregation is the exception."))
    return " ".join(said)


def _seats(terms: Terms) -> str:
    return ngettext("%(n)s rider in one sector on one watch.", "Up to %(n)s riders in one sector on one watch.", terms.per_sector) % {"n": terms.per_sector}


def _check(terms: Terms) -> str:
    if not terms.check_needed:
        return _("No background check is needed.")
    return ngettext(
        "A background check comes first and holds for %(n)s month. OneCOP keeps that it was done, when, and until when; never what it found.",
        "A background check comes first and holds for %(n)s months. OneCOP keeps that it was done, when, and until when; never what it found.",
        terms.check_months,
    ) % {"n": terms.check_months}


# --- refusals


def reason(refusal: Refusal) -> str:
    """Return which rule stands in the way, in a sentence."""
    detail = refusal.detail
    fixed = {
        Rule.STANDING: _("The partnership is paused or has ended, so no ride can be planned."),
        Rule.KIND: _("The agency does not offer this."),
        Rule.OFFICER_CHOICE: _("The agency’s rules do not let riders choose their officer."),
        Rule.DRESS: _("The question about dress has no answer yet. It is settled before a ride is booked."),
        Rule.WAIVER: _("The waiver of the present rules is not signed yet."),
        Rule.OTHER: _("The agency cannot take this ride."),
    }
    if refusal.rule in fixed:
        return fixed[refusal.rule]
    if refusal.rule == Rule.AGE:
        return _("The agency’s rules ask riders to be %(age)s or older.") % {"age": detail}
    if refusal.rule == Rule.START:
        return _("Rides do not begin at that time.")
    if refusal.rule == Rule.CHECK:
        said = {"none": _("There is no finished background check yet."), "expired": _("The background check runs out before that day.")}
        return said.get(detail, _("The agency’s background check does not allow a ride."))
    return _about_days(refusal.rule, detail)


def _about_days(rule: Rule, detail: str) -> str:
    if rule == Rule.NOTICE:
        if detail == "0":
            return _("That day is over.")
        number = int(detail)
        return ngettext("The agency needs %(n)s business day’s notice.", "The agency needs %(n)s business days’ notice.", number) % {"n": number}
    if rule == Rule.BLACKOUT:
        return _("There are no ride-alongs on that day: %(words)s.") % {"words": detail.rstrip(".")} if detail else _("There are no ride-alongs on that day.")
    if rule == Rule.INTERVAL:
        return _("The agency’s rules allow one ride in %(n)s months, and another ride is too near.") % {"n": detail}
    if rule == Rule.SAME_OFFICER:
        return _("The agency’s rules allow one ride with the same officer in twelve months.")
    number = int(detail)
    return ngettext("The seat in that sector on that watch is taken.", "All %(n)s seats in that sector on that watch are taken.", number) % {"n": number}


def instead(refusal: Refusal) -> str:
    """Return what would be allowed: the first day that works, or what helps."""
    if refusal.next_allowed:
        first = _("%(day)s is the first day that works.") % {"day": long_day(refusal.next_allowed)}
        return f"{first} {_('Or take another officer.')}" if refusal.rule == Rule.SAME_OFFICER else first
    offers = _("You may ask for %(what)s.") % {"what": kinds(refusal.alternatives)} if refusal.alternatives else ""
    return _help(refusal) or offers or _("Ask the agency’s liaison what is possible.")


def _help(refusal: Refusal) -> str:
    """Return what the reader can do about a rule that another day would not help with; empty when only an alternative would."""
    if refusal.rule == Rule.START and refusal.detail:
        return _("Choose %(times)s.") % {"times": listed(ui.clock(time.fromisoformat(t)) for t in refusal.detail.split(", "))}
    if refusal.rule == Rule.CHECK and refusal.detail == "not_clear":
        return ""
    helps = {
        Rule.STANDING: _("Take the partnership up again first."),
        Rule.OFFICER_CHOICE: _("Apply without naming an officer."),
        Rule.START: _("Choose another watch."),
        Rule.DRESS: _("Answer it first."),
        Rule.WAIVER: _("Read and sign it on screen; it takes two minutes."),
        Rule.CHECK: _("Note the check as done, with its date, first."),
    }
    return helps.get(refusal.rule, "")


def long_day(day: date) -> str:
    """Write "Friday, December 4, 2026"."""
    return ui.day_long(day)


def when(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Write "Friday, December 4, 2026, 2:00 pm to 6:00 pm", by the clocks of the agency's place."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return _("%(day)s, %(from)s to %(to)s") % {"day": ui.day_long(begins.date()), "from": ui.clock(begins.time()), "to": ui.clock(ends.time())}
