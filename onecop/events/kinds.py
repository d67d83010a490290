"""Templates by kind: what a briefing, a workshop or a forum is usually called, how long it lasts, who has a part, and what is to be done until when.

Only a beginning: the host changes every word. Days are counted from the date of the event, negative before it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.debriefs.choices import Pillar
from onecop.events.choices import EventKind as K
from onecop.events.choices import RoleKind as R
from onecop.events.choices import SignUp

Text = str | Promise


@dataclass(frozen=True)
class Job:
    """One line of a checklist. days: from the date. role: whose part it is."""

    days: int
    title: Text
    role: R = R.LEAD


@dataclass(frozen=True)
class Template:
    """What an event of a kind usually is. words: when to choose it. starts: the usual hour. minutes: how long. sign_up: who says that they come."""

    kind: K
    title: Text
    words: Text
    starts: str = "18:30"
    minutes: int = 90
    sign_up: SignUp = SignUp.NONE
    public: bool = False
    roles: tuple[R, ...] = ()
    jobs: tuple[Job, ...] = ()
    pillars: tuple[Pillar, ...] = ()


def _room(days: int = -42) -> Job:
    return Job(days, _("Book the room, and check that nobody meets a step on the way in"))


GOAL = Job(-42, _("Agree with both sides what this should change, in one sentence"))
INVITE = Job(-28, _("Send the invitations"))
REMIND = Job(-7, _("Look at who has answered, and ask once more"))
SPEAKERS = Job(-35, _("Ask the speakers, and agree who says what"))
INTERPRETERS = Job(-21, _("Find out which languages are needed, and ask interpreters"), R.INTERPRETER)
WALK = Job(-7, _("Walk through the room: doors, seats, microphone, first aid"), R.SAFETY)
DOOR = Job(-3, _("Print the list for the door, or decide to count heads without names"), R.DOOR)
CONSENT = Job(-3, _("Decide on photos: who asks for consent, and where a quiet corner is kept free of them"), R.PHOTOS)
FOOD = Job(-14, _("Plan food and drinks, and ask about diets"), R.FOOD)
THANKS = Job(1, _("Thank everybody who helped"))
AFTER = Job(3, _("Write down how many came, and what was agreed"))
NEXT = Job(14, _("Tell those who came what became of it"))

TEMPLATES: dict[str, Template] = {
    one.kind.value: one
    for one in (
        Template(
            K.BRIEFING, _("Safety briefing"), _("The officer and your safety team look at doors, drills and worries together."), "18:30", 60,
            SignUp.GUESTS, False, (R.LEAD, R.SPEAKER, R.DOOR),
            (
                Job(-21, _("Ask your people what worries them, without names")), Job(-21, _("Agree with the officer what is spoken about, and what is not")),
                Job(-14, _("Send the invitations")), Job(-7, _("Walk through the building with the officer: exits, locks, where help would come in"),
                R.SAFETY),
                DOOR, THANKS, Job(7, _("Keep a short list of what you want to change, with a name beside each")),
            ), (Pillar.COMMUNITY, Pillar.TRUST),
        ),
        Template(
            K.CRIME, _("Crime-prevention evening"), _("What keeps thefts, fraud or break-ins away, told by those who see them every day."), "18:30", 90,
            SignUp.ANYONE, True, (R.LEAD, R.SPEAKER, R.DOOR, R.INTERPRETER),
            (
                Job(-42, _("Choose one worry that most people share: fraud by phone, parked cars, packages")), _room(-35),
                SPEAKERS, INTERPRETERS, INVITE, REMIND,
                Job(-7, _("Have the handout ready in each language that is needed")), DOOR, THANKS, AFTER,
            ), (Pillar.COMMUNITY,),
        ),
        Template(
            K.VIOLENCE, _("Violence-prevention evening"), _("Neighbors, officers and those who work with young people look for ways out of violence."),
            "18:30", 120,
            SignUp.ANYONE, True, (R.LEAD, R.MODERATOR, R.SPEAKER, R.DOOR, R.SAFETY),
            (
                GOAL, Job(-42, _("Ask those who work with young people, and survivors who wish to be heard")), _room(), SPEAKERS,
                Job(-21, _("Agree on care for those whom it touches: somebody to talk to, a quiet room"), R.SAFETY),
                INTERPRETERS, INVITE, REMIND, WALK, DOOR, CONSENT,
                THANKS, AFTER, NEXT,
            ), (Pillar.COMMUNITY, Pillar.TRUST),
        ),
        Template(
            K.CULTURE, _("An evening in our house: cultural and sensitivity training"),
            _("Officers learn from a congregation how to enter, greet and listen."), "17:00", 120,
            SignUp.GUESTS, False, (R.LEAD, R.GREETER, R.SPEAKER, R.FOOD),
            (
                Job(-42, _("Agree with the agency whether it counts as training hours")), Job(-42, _("Choose three people who tell of their own lives")),
                Job(-28, _("Write down what matters in the sacred space, and attach it to the event")), INVITE, FOOD, REMIND, CONSENT, THANKS,
                Job(3, _("Ask those who came what they take along")),
            ), (Pillar.TRAINING, Pillar.TRUST),
        ),
        Template(
            K.TRAINING, _("Training day"), _("For volunteers, officers or both: with attendance that is kept and can be certified."), "09:00", 240,
            SignUp.GUESTS, False, (R.LEAD, R.SPEAKER, R.DOOR, R.SETUP),
            (_room(-56), SPEAKERS, Job(-28, _("Have the materials ready")),
            INVITE, REMIND, FOOD, DOOR, THANKS, Job(7, _("Send the materials to those who came"))),
            (Pillar.TRAINING,),
        ),
        Template(
            K.APPRECIATION, _("Thank you, officers"), _("A meal or a morning with which a congregation thanks those who serve."), "12:00", 120,
            SignUp.GUESTS, False, (R.LEAD, R.GREETER, R.FOOD, R.PHOTOS),
            (
                Job(-35, _("Ask the agency for a day that suits every shift, and what officers may accept")), _room(-28),
                Job(-21, _("Send the invitations")), FOOD,
                Job(-14, _("Ask children and elders for a few words or drawings")), CONSENT, THANKS,
            ), (Pillar.WELLNESS, Pillar.TRUST),
        ),
        Template(
            K.WORKSHOP, _("Community safety workshop"), _("People work in small groups on what would make their street safer."), "10:00", 180,
            SignUp.ANYONE, True, (R.LEAD, R.MODERATOR, R.SPEAKER, R.DOOR, R.INTERPRETER),
            (
                GOAL, _room(), SPEAKERS, Job(-28, _("Find one person for each table who listens and writes down")),
                INTERPRETERS, INVITE, REMIND, WALK, DOOR, CONSENT,
                THANKS, AFTER, NEXT,
            ), (Pillar.COMMUNITY,),
        ),
        Template(
            K.FORUM, _("Neighbors and officers: a forum"), _("An open evening: questions from the room, answers from those responsible."), "18:30", 120,
            SignUp.ANYONE, True, (R.LEAD, R.MODERATOR, R.SPEAKER, R.DOOR, R.INTERPRETER, R.PHOTOS),
            (
                GOAL, _room(-56), Job(-49, _("Find somebody whom both sides trust to lead the talk"), R.MODERATOR), SPEAKERS, INTERPRETERS, INVITE,
                Job(-14, _("Collect questions beforehand, also on paper")), REMIND, WALK, DOOR, CONSENT, THANKS, AFTER, NEXT,
            ), (Pillar.TRUST, Pillar.OVERSIGHT),
        ),
        Template(
            K.OUTREACH, _("Outreach together"), _("Officers and congregation go where people are: a park, a shelter, a school gate."), "10:00", 180,
            SignUp.GUESTS, False, (R.LEAD, R.SETUP, R.SAFETY),
            (
                Job(-28, _("Agree with both sides where to go, and whom to ask first")), Job(-21, _("Ask for a permit where one is needed")),
                Job(-14, _("Send the invitations")), Job(-7, _("Collect what will be given out"), R.SETUP), WALK, THANKS, AFTER,
            ), (Pillar.TRUST, Pillar.COMMUNITY),
        ),
        Template(
            K.GATHERING, _("A gathering"), _("A congregational event: a picnic, a concert, an open house."),
            "15:00", 180, SignUp.NONE, False, (R.LEAD, R.GREETER, R.FOOD),
            (Job(-28, _("Book the room or the lawn")), Job(-21, _("Invite the officer")), FOOD, Job(-3, _("Agree who greets the guests"), R.GREETER), THANKS),
        ),
        Template(
            K.CITY, _("Our city comes together"), _("All partnerships of a city in one place, with everybody who would like to join."), "14:00", 240,
            SignUp.ANYONE, True, (R.LEAD, R.MODERATOR, R.SPEAKER, R.GREETER, R.DOOR, R.SAFETY, R.PHOTOS, R.SETUP),
            (
                Job(-120, _("Ask congregations of all traditions to host it with you")), _room(-100),
                Job(-90, _("Ask for the permits: streets, sound, tents")), Job(-75, _("Ask the speakers")),
                Job(-60, _("Send the invitations")), Job(-45, _("Plan shuttles, parking, wheelchairs and sign language")),
                Job(-30, _("Find volunteers for every station")),
                INTERPRETERS, FOOD, REMIND, WALK, DOOR, CONSENT, THANKS, AFTER, NEXT,
            ), (Pillar.TRUST, Pillar.COMMUNITY),
        ),
        Template(
            K.NATIONAL, _("The national weekend"), _("Hosted by many at once, in every state."), "10:00", 480,
            SignUp.ANYONE, True, (R.LEAD, R.SPEAKER, R.DOOR, R.SAFETY, R.PHOTOS),
            (
                Job(-180, _("Announce the weekend to every agency and congregation")), Job(-150, _("Open the form in which hosts enter their events")),
                Job(-90, _("Ask the speakers")), Job(-60, _("Look through what hosts have entered")), Job(-30, _("Send hosts the flyer and the checklist")),
                REMIND, Job(3, _("Ask hosts how many came")), NEXT,
            ), (Pillar.TRUST, Pillar.COMMUNITY),
        ),
        Template(K.SERVICE, _("Service of worship"), _("The officer is a guest. Never paid for by federal money."), "10:00", 90, roles=(R.LEAD, R.GREETER)),
        Template(
            K.MEAL, _("A meal together"), _("A dinner, a lunch after the service, an iftar or a langar."), "18:00", 120, roles=(R.LEAD, R.FOOD),
            jobs=(Job(-14, _("Invite the officer")), Job(-7, _("Plan food and drinks, and ask about diets"), R.FOOD)),
        ),
        Template(K.FESTIVAL, _("Festival or holy day"), _("What you celebrate anyway, with the officer as a guest."),
        "15:00", 180, roles=(R.LEAD, R.GREETER)),
        Template(
            K.DRIVE, _("A drive"), _("Food, coats or school supplies, collected and given out together."), "10:00", 180, roles=(R.LEAD, R.SETUP),
            jobs=(Job(-28, _("Agree for whom you collect")), Job(-21, _("Tell everybody where to bring things")),
            Job(-7, _("Find hands for sorting and giving out"), R.SETUP), THANKS),
        ),
    )
}  # fmt: skip


def of(kind: str) -> Template | None:
    """Return the template of a kind; every kind that a form offers has one."""
    return TEMPLATES.get(kind)
