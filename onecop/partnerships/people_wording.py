"""The words of the letters about the congregation's people: the question to take a part, and what is said when it changes hands."""

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Mai Pham",
    "other": "Tuan Le",
    "congregation": "Lotus Pond Temple",
    "part": "coordinator",
    "asker": "Venerable Minh Tran",
    "line": "You know everybody, and everybody trusts you.",
    "means": "You keep the dates and answer letters, an hour or two a month.",
    "officer": "Officer Caleb Brooks of the Port Ellery Police Department is the partner officer.",
    "officer_contact": "Officer Caleb Brooks, write on the page of your partnership",
    "first_day": "the day you say yes",
    "day": "Monday, June 1",
    "deadline": "Friday, November 27",
    "words": "My mother needs me this year.",
    "keeps": "Mai Pham keeps the dates until somebody is named.",
    "contact": "write on the page of your partnership",
    "link": "https://onecop.example/part/abc",
    "sign_in": "https://onecop.example/account/login/",
}

ASK = register(
    Template(
        kind="naming.ask",
        title=_("Would you be our coordinator?"),
        audience=_("Somebody who is asked to be a congregation’s coordinator, deputy or leader"),
        subject="{congregation}: would you be our {part}?",
        body="""Dear {name},

{asker} would like you to be the **{part}** of {congregation} in its partnership with the police.

{line}

**What it means.** {means}

{officer} You would begin on {first_day}, and you may hand it on whenever you need to.

[Read more, and say yes or no]({link})

Please answer by **{deadline}**. A no is fine, and nobody has to say why.
""",
        words=EXAMPLE,
    )
)
REMIND = register(
    Template(
        kind="naming.remind",
        title=_("Would you be our coordinator? Reminder"),
        audience=_("Whoever has not answered three days before the time runs out"),
        subject="{congregation} still hopes for your answer",
        body="""Dear {name},

{asker} asked whether you would be the **{part}** of {congregation}, and has not heard from you yet.

[Say yes or no]({link})

The question ends on **{deadline}**. A no is just as welcome as a yes: then we can ask somebody else.
""",
        words=EXAMPLE,
    )
)
WITHDRAWN = register(
    Template(
        kind="naming.withdrawn",
        title=_("The question is taken back"),
        audience=_("Somebody who was asked to take a part, when the question is taken back"),
        subject="About {congregation}",
        body="""Dear {name},

the question whether you would be the {part} of {congregation} is settled in another way. There is nothing for you to do; the link in our earlier
message no longer works.

Thank you for thinking about it.
""",
        words=EXAMPLE,
    )
)
ACCEPTED = register(
    Template(
        kind="naming.accepted",
        title=_("Somebody said yes"),
        audience=_("Whoever asked somebody to take a part, and who has it until then"),
        subject="{other} said yes",
        body="""Dear {name},

good news: **{other}** will be the {part} of {congregation}, from {first_day}.

{words}

There is nothing more to do. We write to everybody who should know when the day comes.

[See who has which part]({link})
""",
        words=EXAMPLE,
    )
)
DECLINED = register(
    Template(
        kind="naming.declined",
        title=_("Somebody said no"),
        audience=_("Whoever asked somebody to take a part"),
        subject="{other} cannot",
        body="""Dear {name},

**{other}** cannot be the {part} of {congregation} now. It says nothing about the partnership; lives are full.

{words}

{keeps}

[Ask somebody else]({link})
""",
        words=EXAMPLE,
    )
)
LAPSED = register(
    Template(
        kind="naming.lapsed",
        title=_("No answer in time"),
        audience=_("Whoever asked somebody to take a part and has had no answer"),
        subject="No answer from {other} yet",
        body="""Dear {name},

we asked **{other}** twice to be the {part} of {congregation} and have had no answer. A word in person often helps. You can send the question again
or ask somebody else.

{keeps}

[See who has which part]({link})
""",
        words=EXAMPLE,
    )
)
WELCOME = register(
    Template(
        kind="people.welcome",
        title=_("Welcome to the partnership"),
        audience=_("A new coordinator, deputy or leader of a congregation with a partnership"),
        subject="Welcome: you are the {part} of {congregation}",
        body="""Dear {name},

thank you! From today you are the **{part}** of {congregation}.

{means}

**Whom to call:** {officer_contact}

**The one thing to do now:** read the brief. It says in five minutes what happened so far, what is planned, and who is who.

[Read the brief]({link})

To sign in, go to {sign_in} and give this e-mail address. We send you a code; there is no password to remember.
""",
        words=EXAMPLE,
    )
)
THANKS = register(
    Template(
        kind="people.thanks",
        title=_("Thank you for your time"),
        audience=_("A coordinator, deputy or leader who has handed over or stepped down"),
        subject="Thank you, {name}",
        body="""Dear {name},

today your time as {part} of {congregation} ends. A partnership like this lives from people who answer the phone, and you did.

{keeps}

What you built stays written down and goes on with those who come after you. Thank you for every hour.
""",
        words=EXAMPLE,
    )
)
NEW_CONTACT = register(
    Template(
        kind="people.new_contact",
        title=_("Whom to call now"),
        audience=_("The officer (and the faith leader), when a congregation’s coordinator or leader has changed"),
        subject="{congregation}: {other} is the {part} now",
        body="""{name},

from today **{other}** is the {part} of {congregation}. To say hello: {contact}.

A few words in the next days goes a long way. Everything that is planned stays as it is.

[Open your partnership]({link})
""",
        words=EXAMPLE,
    )
)
VACANT = register(
    Template(
        kind="people.vacant",
        title=_("A part is vacant"),
        audience=_("The staff member who looks after a partnership, when a congregation has no leader or no coordinator now"),
        subject="{congregation} has no {part} now",
        body="""{name},

{other} is no longer the {part} of {congregation}, and nobody has been named yet.

{keeps}

[See who has which part]({link})
""",
        words=EXAMPLE,
    )
)
LEAVING = register(
    Template(
        kind="people.leaving",
        title=_("Somebody leaves on a day"),
        audience=_("The faith leader, and the staff member who looks after the partnership, when somebody has said that they will leave"),
        subject="{other} leaves on {day}",
        body="""Dear {name},

**{other}** will no longer be the {part} of {congregation} from {day}. There is time to find a successor and to hand over well.

[Ask somebody to follow]({link})
""",
        words=EXAMPLE,
    )
)
