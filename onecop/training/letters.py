"""Letters to those who finish a course."""

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Officer Caleb Brooks",
    "course": "Houses of worship: safety and welcome",
    "school": "Port Ellery Police Department",
    "day": "November 28, 2026",
    "until": "It counts until November 28, 2028.",
    "link": "https://onecop.example/certificate/abc",
}
DONE = register(
    Template(
        kind="training.done",
        title=_("Certificate of a course"),
        audience=_("Whoever has come to all that a course asks for"),
        subject="You finished {course}",
        body="""{name},

thank you: you finished **{course}** of {school} on {day}. {until}

[Open your certificate]({link})

The page has the certificate to print. Whoever you give its address to sees your name, the course, and that it counts. Nobody else does.
""",
        words=EXAMPLE,
    )
)
ENDING = register(
    Template(
        kind="training.ending",
        title=_("A certificate runs out soon"),
        audience=_("Holders of a certificate, sixty days before it runs out"),
        subject="Your certificate for {course} runs out on {day}",
        body="""{name},

your certificate for **{course}** counts until {day}. Come to its events again before then, and a new one follows by itself.

[Your certificate]({link})
""",
        words=EXAMPLE,
        optional=True,
    )
)
