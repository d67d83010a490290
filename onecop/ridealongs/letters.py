"""The wording of the letters about ride-alongs; staff may change it in the browser."""

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

RIDER = _("The rider: a faith leader or coordinator")
DESK = _("The liaison of the agency")
EVERYONE = _("The rider, the liaison, and the officer if there is one")
EXAMPLE = {
    "name": "Mai Pham",
    "rider": "Mai Pham",
    "congregation": "Lotus Pond Temple",
    "agency": "Port Ellery Police Department",
    "what": "a ride-along",
    "when": "Friday, December 4, 2026, 2:00 pm to 6:00 pm",
    "where": "Front desk, Beat 33, Day watch",
    "officer": "Officer Caleb Brooks",
    "dress": "Long trousers, closed shoes, no shirts with words on them.",
    "religious_dress": "Head coverings and religious dress are welcome.",
    "link": "https://onecop.example/ride-alongs/abc/",
}
SIGN = {**EXAMPLE, "sign": "https://onecop.example/ride-alongs/sign/abc/"}
ANYTIME = "Either side may call it off at any time, and nobody has to say why: [open the page]({link}).\n"

APPLIED = Template(
    kind="ride.applied", title=_("Ride-along: we have your application"), audience=RIDER, subject="{agency} has your application for {when}",
    body=(
        "Dear {name},\n\n{agency} has your application for {what} on **{when}**. You are done for now.\n\n**What happens next.** Somebody there looks "
        "at it, and you hear from us as soon as there is an answer. With a yes come the time, the place and what to wear.\n\n" + ANYTIME
    ),
    words=EXAMPLE,
)  # fmt: skip
ASKED = Template(
    kind="ride.asked", title=_("Ride-along: somebody applies"), audience=DESK, subject="{rider} of {congregation} asks for {what}",
    body=(
        "{name},\n\n**{rider}** of {congregation} asks for {what} on **{when}**.\n\n{question}\n\n[Look at it and answer]({link})\n\nYou choose "
        "watch, sector "
        "and officer; the page says which rules stand in the way, if any."
    ),
    words={**EXAMPLE, "question": "Day watch, by choice. With the partner officer, if you can."},
)  # fmt: skip
DRESS = Template(
    kind="ride.dress", title=_("Ride-along: your question about dress"), audience=RIDER, subject="Your question about dress is settled",
    body="Dear {name},\n\nyou asked:\n\n> {question}\n\n{agency} answers:\n\n> {answer}\n\nIf this does not suit you, [tell us]({link}) or answer this e-mail.",
    words={**EXAMPLE, "question": "May I wear my turban and kara?", "answer": "Yes, both. Nobody will ask again on the day."},
)  # fmt: skip
CHECK = Template(
    kind="ride.check", title=_("Ride-along: the background check"), audience=RIDER, subject="About your background check with {agency}",
    body=(
        "Dear {name},\n\n{agency} noted on {day}: **{status}**. Good until: {until}.\n\nThat is all that OneCOP keeps: that it was done, when, and until "
        "when. What a check finds is never written here, and nobody here can read it."
    ),
    words={"name": "Mai Pham", "agency": EXAMPLE["agency"], "status": "done, may ride", "day": "Friday, November 20, 2026", "until": "November 20, 2027"},
)  # fmt: skip
_DAY = (
    "**{when}**\n{where}\nWith {officer}\n\n**What to wear.** {dress} {religious_dress}\n\n**What will happen.** You come ten minutes early and check in on "
    "your phone. The officer shows you the car and says what to do if something happens. You sit in front, ask whatever you like, and may ask to be "
    "taken back at any time. What you see about other people stays in the car.\n\n"
)
BOOKED = Template(
    kind="ride.booked", title=_("Ride-along: booked"), audience=RIDER, subject="Booked: {what} on {when}",
    body="Dear {name},\n\n{agency} looks forward to you.\n\n" + _DAY + "[Open your booking]({link})\n\n" + ANYTIME,
    words=EXAMPLE,
)  # fmt: skip
BOOKED_UNSIGNED = Template(
    kind="ride.booked_unsigned", title=_("Ride-along: booked, waiver to sign"), audience=RIDER, subject="Booked: {what} on {when}. One thing is left",
    body=(
        "Dear {name},\n\n{agency} looks forward to you. **One thing is left: read the waiver and sign it on screen.** It takes two minutes, and nobody rides "
        "without.\n\n[Read and sign the waiver]({sign})\n\n" + _DAY + ANYTIME
    ),
    words=SIGN,
)  # fmt: skip
BOOKED_OFFICER = Template(
    kind="ride.booked_officer", title=_("Ride-along: to the officer"), audience=_("The officer who takes somebody along"),
    subject="{rider} rides with you: {when}",
    body=(
        "{name},\n\n**{rider}** of {congregation} comes along with you: {what}.\n\n**{when}**\n{where}\n\nSettled about dress: "
        "{religious_dress}\n\nTap “check in” "
        "on [this page]({link}) when they come, and “check out” when they leave. This is outreach, never intelligence work: please ask nothing about who "
        "worships there.\n\n" + ANYTIME
    ),
    words=EXAMPLE,
)  # fmt: skip
BOOKED_DESK = Template(
    kind="ride.booked_desk", title=_("Ride-along: to the liaison, booked"), audience=DESK, subject="Booked: {rider}, {when}",
    body="{name},\n\n{rider} of {congregation} is booked for {what}.\n\n**{when}**\n{where}\nWith {officer}\n\n[Open the booking]({link})",
    words=EXAMPLE,
)  # fmt: skip
TOMORROW = Template(
    kind="ride.tomorrow", title=_("Ride-along: tomorrow"), audience=_("The rider and the officer, a day ahead"), subject="Soon: {what}, {when}",
    body=(
        "{name},\n\n{rider} of {congregation} and {officer}:\n\n**{when}**\n{where}\n\n[Check in on this page]({link}) when you meet.\n\n" + ANYTIME
    ),
    words=EXAMPLE,
)  # fmt: skip
TOMORROW_UNSIGNED = Template(
    kind="ride.tomorrow_unsigned", title=_("Ride-along: tomorrow, waiver to sign"), audience=RIDER, subject="Please sign before {when}",
    body=(
        "Dear {name},\n\nyour ride is near:\n\n**{when}**\n{where}\nWith {officer}\n\n**The waiver still waits for you.** Nobody rides without it, and it "
        "takes two minutes.\n\n[Read and sign the waiver]({sign})\n\n" + ANYTIME
    ),
    words=SIGN,
)  # fmt: skip
REFUSED = Template(
    kind="ride.refused", title=_("Ride-along: refused"), audience=RIDER, subject="About your ride-along with {agency}",
    body=(
        "Dear {name},\n\n{agency} cannot take you along on {when}. The rule:\n\n> {reason}\n\n**What is possible.** {instead}\n\n[Open the page and choose]"
        "({link})\n\nIt says nothing about you. Your partnership goes on as before."
    ),
    words={**EXAMPLE, "reason": "The seat in that sector on that watch is taken.", "instead": "Monday, December 7, 2026 is the first day that works."},
)  # fmt: skip
SIGNED = Template(
    kind="ride.signed", title=_("Ride-along: the waiver is signed"), audience=_("The rider and the liaison"), subject="The waiver of {rider} is signed",
    body=(
        "{name},\n\nwith this e-mail comes the signed waiver of **{rider}** (version {version}), for {what} with {agency}. Keep it, or find it again "
        "on [this page]({link})."
    ),
    words={**EXAMPLE, "version": "2"},
)  # fmt: skip
SIGN_AGAIN = Template(
    kind="ride.sign_again", title=_("Ride-along: new rules, please sign again"), audience=RIDER, subject="{agency} has new ride-along rules: please sign again",
    body=(
        "Dear {name},\n\n{agency} has changed its ride-along rules (version {version}). A signature under the old ones no longer counts, so please "
        "read the new "
        "ones and sign: it takes two minutes.\n\n[Read and sign]({sign})\n\nYour date stays as it is: {when}.\n\n" + ANYTIME
    ),
    words={**SIGN, "version": "3"},
)  # fmt: skip
CANCELLED = Template(
    kind="ride.cancelled", title=_("Ride-along: called off"), audience=EVERYONE, subject="Called off: {what}, {rider}, {when}",
    body=(
        "{name},\n\n{who} called this off: {what} of **{rider}** ({congregation}) on **{when}**. In their words: {reason}\n\nNobody has to come. "
        "Whenever it suits, "
        "[apply for another day]({link})."
    ),
    words={**EXAMPLE, "who": "Mai Pham", "reason": "—"},
)  # fmt: skip
OFFICER = Template(
    kind="ride.officer", title=_("Ride-along: another officer"), audience=_("The rider, the liaison, and the officer before"),
    subject="Another officer for {rider}, {when}",
    body=(
        "{name},\n\nthe booking of **{rider}** ({congregation}) stays: {what} on **{when}**. {before} has moved on from this partnership. Now with: "
        "**{officer}**."
        "\n\n[Open the booking]({link})\n\n" + ANYTIME
    ),
    words={**EXAMPLE, "before": "Officer Lena Park"},
)  # fmt: skip
HOURS = Template(
    kind="ride.hours", title=_("Ride-along: other working hours"), audience=_("The officer whose hours have changed since a booking"),
    subject="Your hours have changed: do you still take {rider} along, {when}?",
    body=(
        "{name},\n\nyou were to take **{rider}** of {congregation} along: {what}, **{when}**. Your working hours have changed since, and this no longer "
        "lies in one of your turns.\n\n[Say whether you still come]({link})\n\nYou may keep it on overtime or in your own time, as your agency has it, "
        "or hand it back. Until you answer, the booking stands."
    ),
    words=EXAMPLE,
)  # fmt: skip
HOURS_TOLD = Template(
    kind="ride.hours_told", title=_("Ride-along: the officer works other hours"), audience=_("The rider and the liaison"),
    subject="{officer} works other hours now: {what}, {when}",
    body=(
        "{name},\n\n**{officer}** has other working hours since {what} on **{when}** was booked. We have asked whether it still holds. The booking "
        "stands until the answer is in, and there is nothing to do for you.\n\n[Open the booking]({link})"
    ),
    words=EXAMPLE,
)  # fmt: skip
STAYS = Template(
    kind="ride.stays", title=_("Ride-along: the officer comes in other hours too"), audience=_("The rider and the liaison"),
    subject="{officer} comes: {what}, {when}",
    body="{name},\n\n**{officer}** comes all the same: {what}, **{when}**. All stays as it was booked.\n\n[Open the booking]({link})",
    words=EXAMPLE,
)  # fmt: skip
HANDED_BACK = Template(
    kind="ride.handed_back", title=_("Ride-along: the officer cannot come"), audience=_("The rider and that officer"),
    subject="Another officer for {rider}, {when}",
    body=(
        "{name},\n\n{before} cannot come on **{when}**. The booking of **{rider}** stays; the agency names another officer, and you hear from us.\n\n"
        "[Open the booking]({link})\n\n" + ANYTIME
    ),
    words={**EXAMPLE, "before": "Officer Lena Park"},
)  # fmt: skip
HANDED_BACK_DESK = Template(
    kind="ride.handed_back_desk", title=_("Ride-along: an officer is missing"), audience=_("Liaison and supervisors of the agency"),
    subject="Name another officer for {rider}, {when}",
    body=(
        "{name},\n\nthe hours of **{before}** have changed, and {before} cannot take **{rider}** of {congregation} along on **{when}**.\n\n"
        "[Name another officer]({link})\n\nThe booking stands meanwhile."
    ),
    words={**EXAMPLE, "before": "Officer Lena Park"},
)  # fmt: skip
MISSED = Template(
    kind="ride.missed", title=_("Ride-along: missed"), audience=EVERYONE, subject="You missed each other: {rider}, {when}",
    body=(
        "{name},\n\nthis did not take place: {what} of **{rider}** ({congregation}) on **{when}**. {reason}\n\nThat happens: calls come in, and so "
        "does life. "
        "[Choose another day]({link})."
    ),
    words={**EXAMPLE, "reason": "—"},
)  # fmt: skip
DONE = Template(
    kind="ride.done", title=_("Ride-along: thank you"), audience=_("The rider and the officer"), subject="Thank you for riding along",
    body=(
        "{name},\n\nthank you! {rider} of {congregation} and {officer} spent some hours together on {when}, and it counts for step 3.\n\nWhat did you see? "
        "Keep the one or two things that stayed with you: you talk about them in step 4.\n\n[See where your partnership stands]({link})"
    ),
    words=EXAMPLE,
)  # fmt: skip
ALL = (
    APPLIED, ASKED, DRESS, CHECK, BOOKED, BOOKED_UNSIGNED, BOOKED_OFFICER, BOOKED_DESK, TOMORROW, TOMORROW_UNSIGNED, REFUSED, SIGNED, SIGN_AGAIN,
    CANCELLED, OFFICER, HOURS, HOURS_TOLD, STAYS, HANDED_BACK, HANDED_BACK_DESK, MISSED, DONE,
)  # fmt: skip


def register_all() -> None:
    """Make the letters known to the mail; called when the app is ready."""
    for template in ALL:
        register(template)
