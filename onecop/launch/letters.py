"""The letters of a launch, in words that staff can change. Invitations go to strangers, so there are two tongues of each."""

from django.utils.translation import gettext_lazy as _

from onecop.launch.choices import Tongue, Way
from onecop.mail.templates import Template, register

PROSPECT = _("A congregation that has not enrolled yet")
LINK = "https://onecop.example/invited/abc/"
WHY = "You get this letter because your congregation stands on the ground of an agency that takes part in One Congregation One Precinct."
WORDS = {
    "congregation": "Lotus Pond Temple", "agency": "Port Ellery Police", "luncheon": "Tuesday, January 12, 2027", "place": "City Library, great hall",
    "signed": "Nadia Osei", "link": LINK,
}  # fmt: skip

ENGLISH = (
    "Dear friends of {congregation},\n\nOne Congregation One Precinct pairs a house of worship with an officer who patrols its streets, so that both know "
    "each other by name before there is ever trouble. {agency} is joining, and we invite you: every tradition, every size.\n\n"
    "We begin with a luncheon of faith leaders of all traditions on {luncheon}, {place}. Come and eat with us, or begin without us: it is a "
    "form of ten short pages, and we have filled in what we know.\n\n"
    "Outreach is never intelligence work; both sides sign a charter that says so. You may stop at any time.\n\n"
)
SPANISH = (
    "Estimados amigos de {congregation}:\n\nOne Congregation One Precinct une a una casa de culto con un agente que patrulla sus calles, para que se "
    "conozcan por su nombre antes de que haya algún problema. {agency} se suma, y les invitamos: de toda tradición y de todo tamaño.\n\n"
    "Empezamos con un almuerzo de líderes religiosos de todas las tradiciones el {luncheon}, {place}. Vengan a comer con nosotros, o empiecen ya: es un "
    "formulario de diez páginas cortas, y hemos llenado lo que sabemos.\n\n"
    "El acercamiento nunca es trabajo de inteligencia; ambas partes firman una carta que lo dice. Pueden dejarlo cuando quieran.\n\n"
)

EMAIL_EN = Template(
    kind="launch.invite_email", title=_("Launch: invitation by e-mail, English"), audience=PROSPECT,
    subject="{congregation}: an officer who knows you by name",
    body=ENGLISH + "[Open your form]({link})\n\nIf you would rather not hear from us, answer this e-mail and say so.\n\nWith warm regards,\n\n{signed}, OneCOP",
    words=WORDS, why=WHY,
)  # fmt: skip
EMAIL_ES = Template(
    kind="launch.invite_email_es", title=_("Launch: invitation by e-mail, Spanish"), audience=PROSPECT,
    subject="{congregation}: un agente que los conoce por su nombre",
    body=SPANISH
    + "[Abrir su formulario]({link})\n\nSi prefieren no recibir noticias nuestras, respondan a este correo.\n\nUn cordial saludo,\n\n{signed}, OneCOP",
    words=WORDS, why=WHY,
)  # fmt: skip
PAPER_EN = Template(
    kind="launch.invite_letter", title=_("Launch: printed invitation, English"), audience=PROSPECT,
    subject="An invitation to {congregation}",
    body=ENGLISH + "Point the camera of a phone at the square below, or type this address: {link}\n\nWith warm regards,\n\n{signed}, OneCOP",
    words=WORDS,
)  # fmt: skip
PAPER_ES = Template(
    kind="launch.invite_letter_es", title=_("Launch: printed invitation, Spanish"), audience=PROSPECT,
    subject="Una invitación para {congregation}",
    body=SPANISH + "Apunten la cámara de un teléfono al cuadro de abajo, o escriban esta dirección: {link}\n\nUn cordial saludo,\n\n{signed}, OneCOP",
    words=WORDS,
)  # fmt: skip
PLEDGED = Template(
    kind="launch.pledged", title=_("Launch: thank you for the pledge"), audience=_("Whoever pledged at the luncheon"),
    subject="{congregation}: thank you, and how to go on",
    body=(
        "Dear {name},\n\nthank you for speaking up for {congregation}. One thing is left: the enrollment form, ten short pages. We have filled in what "
        "you told us.\n\n[Finish the enrollment]({link})\n\nThe link works until {until}. If it is not you who fills in forms, pass this e-mail on to "
        "somebody who does.\n\nWith warm regards,\n\nOneCOP"
    ),
    words={"name": "Mai Pham", "congregation": "Lotus Pond Temple", "link": "https://onecop.example/enroll/continue/abc/", "until": "January 19, 2027"},
    why="You get this letter because you pledged for your congregation.",
)  # fmt: skip
KNOWN = Template(
    kind="launch.pledge_known", title=_("Launch: thank you, your congregation is with us already"), audience=_("Whoever pledged at the luncheon"),
    subject="{congregation} is with us already: thank you",
    body=(
        "Dear {name},\n\nthank you for speaking up for {congregation}. Somebody of your congregation was quicker: it is with us already, so you need "
        "fill in nothing. We have told our staff that you would like to help, and they get in touch with you.\n\nWith warm regards,\n\nOneCOP"
    ),
    words={"name": "Mai Pham", "congregation": "Lotus Pond Temple"},
    why="You get this letter because you pledged for your congregation.",
)  # fmt: skip
OVERDUE = Template(
    kind="launch.overdue", title=_("Launch: tasks that are overdue"), audience=_("Whoever owns a task of a launch"),
    subject="{count} of the launch wait for you",
    body=(
        "Dear {name},\n\nthese tasks of a launch are past their day:\n\n{tasks}\n\n[Open the plan]({link})\n\nIf one of them is no longer yours, or no longer "
        "needed, say so there. What the system can see for itself goes off the list by itself."
    ),
    words={"name": "Nadia Osei", "count": "2 tasks", "tasks": "Bring in the roster (Port Ellery Police), due December 1, 2026", "link": "https://onecop.example/launches/"},
)  # fmt: skip

KINDS = {
    (Way.EMAIL, Tongue.ENGLISH): EMAIL_EN.kind, (Way.EMAIL, Tongue.SPANISH): EMAIL_ES.kind,
    (Way.LETTER, Tongue.ENGLISH): PAPER_EN.kind, (Way.LETTER, Tongue.SPANISH): PAPER_ES.kind,
}  # fmt: skip


def register_all() -> None:
    """Make the letters known to the mail; called when the app is ready."""
    for template in (EMAIL_EN, EMAIL_ES, PAPER_EN, PAPER_ES, PLEDGED, KNOWN, OVERDUE):
        register(template)
