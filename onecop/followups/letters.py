"""The letters after a date, in the words that staff may change."""

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

THANKS = register(
    Template(
        kind="followups.thanks",
        title=_("Thank you after an event"),
        audience=_("Guests, helpers, officers and co-hosts of an event, in the host’s own words"),
        subject="Thank you: {title}",
        body="""{name},

{words}

{host}

{asks}

{pictures}
""",
        words={
            "name": "Mai Pham",
            "words": "Thank you for coming on Saturday. It did us good to sit at one table.",
            "host": "Lotus Pond Temple",
            "title": "Dinner with our officer",
            "asks": "[Three questions, one minute](https://onecop.example/asked/abc). Nobody can see who answered what.",
            "pictures": "[Pictures of the day](https://onecop.example/pictures/abc), and how to have one taken down.",
        },
        optional=True,
        why=_("You get this letter because you came to an event, or helped with it. An answer goes to the host."),
    )
)
NUDGE = register(
    Template(
        kind="followups.nudge",
        title=_("How did it go?"),
        audience=_("Hosts of a date that is over and not recorded yet: after 2, 7 and 21 days"),
        subject="How did it go? {title}",
        body="""Dear {name},

this is over, and nothing is written down yet:

{list}

How many came, and one sentence: it takes a minute. “Nothing to record” and “It did not take place” are good answers too. As soon as you have
answered we stop asking.
""",
        words={
            "name": "Mai Pham",
            "title": "Dinner with our officer",
            "list": "• [Dinner with our officer](https://onecop.example/events/abc/2026-11-28/after/), November 28",
        },
        optional=True,
    )
)
