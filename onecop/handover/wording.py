"""The letters of a handover as we first word them. Staff may word them anew in the browser."""

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, Text, register

EXAMPLE = {
    "name": "Mai Pham",
    "congregation": "Lotus Pond Temple",
    "officer": "Officer Caleb Brooks",
    "next_officer": "Officer Rosa Delgado",
    "agency": "Port Ellery Police Department",
    "area": "Beat 33",
    "when": "on Monday, March 1",
    "meanwhile": "Until then Officer Caleb Brooks stays your partner officer.",
    "reasons": "• Delgado’s beat is theirs. Lotus Pond Temple stands inside Beat 33.\n• Delgado can come on Sundays.",
    "deadline": "Friday, November 27",
    "contact": "write on the page of your partnership",
    "link": "https://onecop.example/handovers/abc",
    "brief": "https://onecop.example/handovers/abc/brief/",
    "sign_in": "https://onecop.example/account/login/",
}


def _letter(kind: str, title: Text, audience: Text, subject: str, body: str) -> Template:
    return register(Template(kind=f"handover.{kind}", title=title, audience=audience, subject=subject, body=body, words=EXAMPLE))


MOVING = _letter(
    "moving",
    _("Handover: your officer moves on"),
    _("The people of a congregation whose partner officer moves on"),
    "{officer} is moving on, and your partnership goes on",
    """Dear {name},

**{officer} is moving on** {when}. Officers change shifts, move to other posts and get promoted. It says nothing about {congregation}.

Thank you for opening your door to {officer}. What you have built stays: your steps, your goals and your story belong to the partnership.

**What happens now:** we look for the next partner officer, and ask you before anybody is named. {meanwhile}

There is nothing you have to do. If you would like to say thank you or goodbye, this is a good week for it.

[See how it stands]({link})
""",
)
AWAY = _letter(
    "away",
    _("Handover: your officer is away for a time"),
    _("The people of a congregation whose partner officer is off regular duty for a time"),
    "{officer} is away for a while",
    """Dear {name},

**{officer} is away from regular duty for a while**, and cannot meet you as usual. Your partnership goes on.

We look for somebody you can call in the meantime, and write to you as soon as we know who. If {officer} comes back soon, nothing changes at all.

There is nothing you have to do.

[See how it stands]({link})
""",
)
GROUND = _letter(
    "ground",
    _("Handover: the area changed"),
    _("The people of a congregation that stands in another area now, so that their officer does not serve it any more"),
    "A new partner officer for {congregation}",
    """Dear {name},

**{congregation} stands in {area} now**, and {officer} serves another one. So a new partner officer will come to you, one who works where you are.

Thank you for opening your door to {officer}. What you have built stays: your steps, your goals and your story belong to the partnership.

**What happens now:** we look for the next partner officer, and ask you before anybody is named. {meanwhile}

There is nothing you have to do.

[See how it stands]({link})
""",
)
WISHED = _letter(
    "wished",
    _("Handover: we heard your wish"),
    _("Whoever asked for another officer in the name of a congregation"),
    "We heard you, and we are looking",
    """Dear {name},

thank you for telling us. **We look for somebody else to be the partner officer of {congregation}**, and ask you before anybody is named.

What you wrote is read by our staff and by nobody else. {officer} is not told who asked, or why. {meanwhile}

There is nothing more you have to do.

[See how it stands]({link})
""",
)
COVERED = _letter(
    "covered",
    _("Handover: who is there meanwhile"),
    _("The people of a congregation, when an interim officer stands in"),
    "{next_officer} is there for you meanwhile",
    """Dear {name},

**{next_officer}** of the {agency} is there for {congregation} until your next partner officer begins. You are not without somebody to call.

To reach {next_officer}: {contact}.

Nothing else changes. Keep the dates you have; we write to you about the next officer.

[Open your partnership]({link})
""",
)
COVER = _letter(
    "cover",
    _("Handover: to the interim officer"),
    _("An officer who stands in for a partner officer who moves on"),
    "You stand in for {congregation}",
    """{name},

thank you for standing in: **{congregation}** in {area} has you as their officer until the next partner officer begins. It is for a time,
and it is light: be the one
they can call, and keep the dates that are planned.

To reach them: {contact}.

[Read what has happened so far]({brief})

To sign in, go to {sign_in} and give this e-mail address. We send you a code. This is outreach, never intelligence work.
""",
)
ASK_OFFICER = _letter(
    "ask_officer",
    _("Handover: the question to the next officer"),
    _("An officer who is asked to take a partnership over"),
    "Would you take over as partner officer of {congregation}?",
    """{name},

**{congregation}** in {area} has had a partner officer of the {agency} who moves on. They would like to go on, and we thought of you:

{reasons}

It takes an hour here and there. You do not begin from nothing: a brief tells you what was done and what is planned, and you meet the
officer before you if you can.

[Answer yes or no]({link})

Please answer by **{deadline}**. A no is fine, and needs no reason. This is outreach, never intelligence work.
""",
)
ASK_CONGREGATION = _letter(
    "ask_congregation",
    _("Handover: the question to the congregation"),
    _("The coordinator (or faith leader) of a congregation, asked about its next partner officer"),
    "Your next partner officer: {next_officer}?",
    """Dear {name},

we would like to introduce **{next_officer}** of the {agency} to **{congregation}**, as your next partner officer. Why we thought of this pair:

{reasons}

You may say no, and you need not say why; we then look for someone else.

[Answer yes or no]({link})

Please answer by **{deadline}**. Your partnership is never a way to watch a congregation.
""",
)
REMIND = _letter(
    "remind",
    _("Handover: reminder"),
    _("Whoever has not answered two days before the deadline"),
    "Two days left: {congregation} and {next_officer}",
    """{name},

we asked whether **{next_officer}** should be the next partner officer of **{congregation}**, and have not heard from you yet. A yes or a no
are both fine.

[Answer yes or no]({link})

The question ends on **{deadline}**. After that we look for another way, and nobody minds.
""",
)
WITHDRAWN = _letter(
    "withdrawn",
    _("Handover: it will not come about"),
    _("The other side, when a question was declined, ran out or was taken back"),
    "About {congregation} and {next_officer}",
    """{name},

the pairing of **{congregation}** and **{next_officer}** that we wrote to you about will not come about this time. It says nothing about
you: times, distances and
duties must fit on both sides.

There is nothing for you to do. The link in our earlier message no longer works, and we are already looking for a better fit.
""",
)
COMING = _letter(
    "coming",
    _("Handover: who comes next"),
    _("The people of a congregation, when the next officer is known and begins on a later day"),
    "{next_officer} comes next",
    """Dear {name},

you both said yes: **{next_officer}** of the {agency} becomes the partner officer of {congregation} {when}. {meanwhile}

We help the three of you find an hour together, so that {officer} can introduce you.

[See how it stands]({link})
""",
)
SUCCESSOR = _letter(
    "successor",
    _("Handover: to the next officer"),
    _("An officer who takes a partnership over on a later day"),
    "You take over {congregation} {when}",
    """{name},

thank you. **You become the partner officer of {congregation}** in {area} {when}. {meanwhile}

[Read the brief]({brief}): what was done, what is planned, and who the people are. Ten minutes, and you do not begin from nothing.

To sign in, go to {sign_in} and give this e-mail address. We send you a code.
""",
)
THANKS = _letter(
    "thanks",
    _("Handover: thanks to the officer who goes"),
    _("An officer whose partnership has a successor"),
    "Thank you for your time with {congregation}",
    """{name},

thank you for your time with **{congregation}**. {next_officer} takes over {when}, and what you began goes on.

One thing would help most: an hour together with {next_officer} and {congregation}, to hand over by name. If a time is proposed to you,
please say which one suits.
""",
)
BEGUN = _letter(
    "begun",
    _("Handover: your new officer is here"),
    _("The people of a congregation, on the day on which the next officer begins"),
    "{congregation}, meet {next_officer}",
    """Dear {name},

**{next_officer}** of the {agency} is your partner officer from today. Your partnership goes on where it stood.

To reach {next_officer}: {contact}. The simplest thing you can do today is to say hello and offer a time or two to meet. Coffee is enough.

[Open your partnership]({link})
""",
)
BEGUN_OFFICER = _letter(
    "begun_officer",
    _("Handover: to the officer who begins today"),
    _("An officer, on the day on which they take a partnership over"),
    "{congregation} is your partner congregation from today",
    """{name},

from today you are the partner officer of **{congregation}** in {area}.

[Read the brief]({brief}): what was done, what is planned, and who the people are. Then say hello; to reach them: {contact}.

[Open your partnership]({link})

To sign in, go to {sign_in} and give this e-mail address. We send you a code. Please take no notes on who comes: this is outreach, never
intelligence work.
""",
)
STAYS = _letter(
    "stays",
    _("Handover: your officer stays"),
    _("The people of a congregation who were told that their officer moves on, when it turns out otherwise"),
    "Good news: {officer} stays with you",
    """Dear {name},

it turned out otherwise: **{officer} stays the partner officer of {congregation}.** Everything goes on as it was, and you need do nothing.

[Open your partnership]({link})
""",
)
