"""The sacred-space protocol: what is agreed before an officer comes in, and what is usual in each tradition.

Only a beginning for the congregation's own answer. Customs differ between houses of one tradition and change; wherever usage varies, the answer that
asks more of the guest is proposed, so that nobody is embarrassed, and the congregation loosens it with one tap. "Usual" is never shown as a rule of
a faith. Checked against what houses of worship commonly tell their visitors; a congregation corrects what does not fit.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import Tradition as T

Text = str | Promise


@dataclass(frozen=True)
class Point:
    """One thing to settle. choices: code → words, from the congregation to the officer. instead: what can be done when an officer cannot meet it."""

    key: str
    title: Text
    question: Text
    choices: dict[str, Text]
    cannot: Text
    instead: dict[str, Text]
    on_duty: bool = False
    """A rule of the agency may stand against it during a shift."""


OFF_DUTY = _("The officer comes off duty, without the weapon and in plain clothes.")
OUTSIDE = _("The officer is greeted outside the prayer space: in the hall, at the door or at the meal.")

POINTS = (
    Point(
        "uniform", _("Uniform"), _("What should the officer wear?"),
        {
            "uniform": _("The uniform is welcome."),
            "either": _("Uniform or plain clothes, as the officer prefers."),
            "plain": _("Plain clothes, please: modest, arms and knees covered."),
        },
        _("I must be in uniform during my shift."),
        {
            "off_duty": OFF_DUTY,
            "say_why": _("The leader says before the service why the officer is in uniform, and that it is a visit among neighbors."),
            "outside": OUTSIDE,
        },
        True,
    ),
    Point(
        "weapon", _("Weapon"), _("May the officer carry a weapon?"),
        {
            "duty": _("Carried as on duty, holstered."),
            "covered": _("Covered by a jacket, not in sight."),
            "outside": _("Not in the prayer space; elsewhere in the building it may be carried."),
            "none": _("Please come without a weapon."),
        },
        _("I must carry my weapon on duty."),
        {
            "off_duty": OFF_DUTY,
            "plain": _("The officer comes in plain clothes, with the weapon covered and the congregation’s leave."),
            "outside": OUTSIDE,
        },
        True,
    ),
    Point(
        "k9", _("Police dog"), _("May a police dog come along?"),
        {
            "no": _("No dog, please, in the building or on the grounds."),
            "outside": _("Outside is fine; not in the building."),
            "welcome": _("The dog is welcome, on a leash."),
        },
        _("I work with a dog and cannot leave it elsewhere."),
        {
            "car": _("The dog stays in the vehicle with the air conditioning on, parked away from the entrance."),
            "off_duty": _("The officer comes off duty, without the dog."),
        },
        True,
    ),
    Point(
        "shoes", _("Shoes"), _("Are shoes taken off?"),
        {
            "on": _("Shoes stay on."),
            "off_prayer": _("Shoes come off before the prayer space; socks are fine."),
            "off_door": _("Shoes come off at the entrance; socks are fine."),
        },
        _("I cannot take my boots off on duty."),
        {
            "edge": _("The officer stays at the edge, where shoes may be worn, and is greeted from there."),
            "off_duty": _("The officer comes off duty, in shoes that come off easily."),
            "outside": OUTSIDE,
        },
        True,
    ),
    Point(
        "head", _("Head covering"), _("Is the head covered?"),
        {
            "any": _("Nothing special."),
            "bare": _("Caps and hats come off inside."),
            "men": _("Men cover their heads; we lend a covering at the door."),
            "women": _("Women cover their hair; we lend a scarf at the door."),
            "all": _("Everybody covers the head; we lend a covering at the door."),
        },
        _("I cannot wear, or take off, a head covering as asked."),
        {
            "cap": _("A plain cap or the uniform hat is worn as the covering."),
            "edge": _("The officer stays at the back, outside the prayer space itself."),
            "outside": OUTSIDE,
        },
    ),
    Point(
        "photos", _("Photos"), _("May pictures be taken?"),
        {
            "no": _("No pictures, please."),
            "leave": _("Only when the leader has said so, and of nobody who did not agree. Never of children without a parent’s word."),
            "yes": _("Pictures are fine, of those who agree."),
        },
        _("My agency asks for a picture."),
        {
            "after": _("One picture after the service, outside, with the leader alone and the leader’s yes."),
            "ours": _("The congregation takes a picture itself and decides whether to share it."),
        },
    ),
    Point(
        "recording", _("Body camera and recording"), _("May a body camera run?"),
        {
            "off": _("Camera and microphone are off, please, for as long as the officer is a guest."),
            "policy": _("As the agency’s policy asks."),
        },
        _("My agency’s policy asks for the camera to run on duty."),
        {
            "standby": _("The camera stands by and records nothing unless the officer is called to act; the officer says so at the door."),
            "ask": _("The liaison asks the agency to let the officer switch it off for this visit."),
            "off_duty": OFF_DUTY,
        },
        True,
    ),
    Point(
        "seating", _("Seating"), _("Where does the officer sit?"),
        {
            "anywhere": _("Anywhere, among everybody."),
            "front": _("A seat near the front is kept."),
            "host": _("Next to the coordinator, who explains what happens."),
            "floor": _("On the floor, like everybody; there are chairs for those who need one."),
            "apart": _("Men and women sit apart; somebody shows the way."),
        },
        _("I need a seat near the door, or one with my back to the wall."),
        {"back": _("A seat at the back, near the door, is kept."), "standing": _("The officer stands at the back.")},
    ),
    Point(
        "standing", _("Where to stand"), _("Where does the officer stand to be introduced?"),
        {
            "seat": _("At the own seat: the officer rises and greets."),
            "floor": _("In front of everybody, on the floor of the room, beside the leader."),
            "hall": _("Not in the prayer space: in the hall afterward, at the meal or the coffee."),
        },
        _("I would rather not stand before everybody."),
        {"seat": _("The leader names the officer, who rises at the own seat."), "after": _("The leader introduces the officer to people after the service.")},
    ),
)  # fmt: skip
BY_KEY = {point.key: point for point in POINTS}


@dataclass(frozen=True)
class Custom:
    """What is usual: code per point, and a word of explanation for some."""

    usual: dict[str, str]
    notes: dict[str, Text]


BASE = {
    "uniform": "either", "weapon": "covered", "k9": "outside", "shoes": "on", "head": "any",
    "photos": "leave", "recording": "off", "seating": "host", "standing": "floor",
}  # fmt: skip
CHURCH = {"head": "bare"}
ALTAR = {"standing": _("Beside or below the steps of the altar, not on them, unless the leader asks the officer up.")}
SHOES = _("A plain pair that comes off easily, and clean socks.")
COMMUNION = _("A guest remains seated, or comes forward with arms crossed for a blessing; nobody has to.")

CUSTOMS: dict[str, Custom] = {
    T.BAHAI: Custom({"standing": "seat"}, {"photos": _("In a House of Worship there is no talking and no photography inside; in homes and centers, ask.")}),
    T.BUDDHIST: Custom(
        {"shoes": "off_prayer", "weapon": "outside", "head": "bare", "seating": "floor"},
        {
            "shoes": SHOES,
            "seating": _("Feet point away from the Buddha and from monks and nuns."),
            "standing": _("Lower than monks and nuns, and not with the back to the Buddha image. A bow with palms together is a good greeting."),
        },
    ),
    T.CATHOLIC: Custom({**CHURCH}, {**ALTAR, "seating": COMMUNION}),
    T.CHRISTIAN: Custom({**CHURCH}, {**ALTAR}),
    T.EVANGELICAL: Custom({**CHURCH}, {"standing": _("Often on the stage beside the pastor; ask first.")}),
    T.FRIENDS: Custom(
        {"uniform": "plain", "weapon": "none", "standing": "seat"},
        {
            "weapon": _("The peace testimony is at the heart of a Quaker meeting: a weapon in the room hurts many."),
            "standing": _("Silence is worship. Introductions are made when worship has closed."),
        },
    ),
    T.HINDU: Custom(
        {"shoes": "off_door", "weapon": "outside", "seating": "floor", "photos": "no"},
        {
            "shoes": SHOES,
            "weapon": _("Leather (belt, holster, wallet) is often left outside as well."),
            "photos": _("The deities are often not photographed."),
            "seating": _("Feet point away from the shrine."),
            "standing": _("To the side, so that nobody’s view of the deity is blocked."),
        },
    ),
    T.HISTORIC_BLACK: Custom(
        {**CHURCH, "seating": "front", "standing": "floor"},
        {
            **ALTAR,
            "uniform": _("Many churches here carry memories of policing that hurt. Ask the pastor whether uniform or plain clothes open more hearts."),
            "seating": _("Visitors are often asked to rise and are welcomed by name."),
        },
    ),
    T.INTERFAITH: Custom({}, {"head": _("Follow those around you.")}),
    T.JAIN: Custom(
        {"shoes": "off_door", "weapon": "none", "k9": "no", "seating": "floor", "photos": "no"},
        {
            "shoes": _("Leather of any kind stays outside: shoes, belt, holster, wallet."),
            "weapon": _("Non-harm (ahimsa) is the first vow: a weapon does not come into the temple. No food is brought in."),
            "photos": _("The images are often not photographed."),
        },
    ),
    T.JEWISH: Custom(
        {"head": "men", "weapon": "covered", "photos": "no"},
        {
            "head": _("A kippah is at the door. In many congregations women may cover as well; in Orthodox ones married women do."),
            "photos": _("On Shabbat and holy days many congregations write, record and photograph nothing, and phones stay off."),
            "seating": _("In Orthodox congregations men and women sit apart."),
            "standing": _("Beside or below the bimah; when the ark is open, everybody stands."),
            "weapon": _("Many synagogues have guards of their own: tell them the name and the time beforehand."),
            "uniform": _("On Shabbat, ask whether the officer should come on foot the last stretch and carry nothing in the hands."),
        },
    ),
    T.LATTER_DAY: Custom(
        {**CHURCH, "weapon": "covered", "standing": "seat", "photos": "no"},
        {
            "photos": _("No pictures or recordings in the chapel during meetings."),
            "weapon": _("The Church asks that only law enforcement officers carry in its meetinghouses."),
            "standing": _("A member of the bishopric speaks the welcome; the sacrament passes and a guest may let it pass by."),
        },
    ),
    T.MAINLINE: Custom({**CHURCH}, {**ALTAR, "seating": COMMUNION}),
    T.MUSLIM: Custom(
        {
            "shoes": "off_prayer", "weapon": "outside", "k9": "no", "head": "women", "photos": "leave", "seating": "apart",
            "standing": "hall", "uniform": "either",
        },
        {
            "shoes": SHOES,
            "k9": _("Many Muslims wash anew before prayer after touching a dog, and a prayer hall stays free of dogs."),
            "head": _("Women cover their hair in the prayer hall; men may be bareheaded."),
            "seating": _("On the carpet, behind or beside the rows; there are chairs. Men and women pray apart."),
            "standing": _(
                "After the prayer, or in the hall. Nobody walks in front of a person who prays. Wait for a hand before offering one; "
                "a hand on the heart is a warm greeting."
            ),
            "weapon": _("Friday is the day most people come: agree on it beforehand with the imam or the board."),
        },
    ),
    T.NATIVE: Custom(
        {"weapon": "none", "k9": "no", "photos": "no", "recording": "off", "standing": "seat"},
        {
            "photos": _("Ceremonies are never photographed, drawn or recorded."),
            "seating": _("Elders sit and speak first; move around the circle the way you are shown."),
            "standing": _("When an elder asks. Sacred objects and bundles are not touched."),
            "weapon": _("On tribal land the tribe’s own law and police decide: ask both."),
        },
    ),
    T.ORTHODOX: Custom(
        {"head": "bare", "standing": "hall", "photos": "leave"},
        {
            "head": _("Men uncover their heads. In some parishes women cover their hair."),
            "seating": _("Many stand throughout; there are seats along the walls. Nobody walks about while the Gospel is read."),
            "standing": _("After the service, at the coffee. Nobody but the clergy goes behind the icon screen."),
        },
    ),
    T.PENTECOSTAL: Custom(
        {**CHURCH, "seating": "front"},
        {"standing": _("Often beside the pastor; there may be prayer for the officer: say beforehand whether you would like that.")},
    ),
    T.SEVENTH_DAY: Custom({**CHURCH}, {**ALTAR, "photos": _("The Sabbath lasts from Friday sunset to Saturday sunset: ask what suits the day.")}),
    T.SIKH: Custom(
        {"shoes": "off_door", "head": "all", "weapon": "outside", "k9": "no", "seating": "floor", "standing": "floor"},
        {
            "shoes": _("Hands are washed too. Socks are fine."),
            "head": _("Everybody covers the head in the gurdwara; scarves lie at the door. A uniform cap that stays on may do: ask."),
            "weapon": _("The kirpan that Sikhs wear is an article of faith, not a weapon. No tobacco or alcohol is brought onto the grounds."),
            "seating": _("On the floor, feet away from the Guru Granth Sahib. Afterward everybody eats together at langar."),
            "standing": _("To the side, never with the back to the Guru Granth Sahib."),
        },
    ),
    T.UNITARIAN: Custom({"uniform": "plain"}, {"standing": _("Often after the chalice is lit, when guests are welcomed.")}),
    T.OTHER: Custom({}, {}),
    T.UNSAID: Custom({}, {}),
}  # fmt: skip
"""By the code of the tradition."""


@dataclass(frozen=True)
class Usual:
    """One point as it is proposed to a congregation."""

    point: Point
    choice: str
    note: Text


def usual(tradition: str) -> list[Usual]:
    """Return what to propose to a congregation of a tradition, point by point."""
    custom = CUSTOMS.get(tradition) or CUSTOMS[T.UNSAID]
    return [Usual(point, custom.usual.get(point.key, BASE[point.key]), custom.notes.get(point.key, "")) for point in POINTS]


Answer = dict[str, str]


@dataclass(frozen=True)
class Line:
    """One settled point in words. instead: what both settled on where the officer could not meet it. note: the congregation's own words."""

    point: Point
    asked: Text
    note: str
    instead: Text


def lines(answers: dict[str, Answer]) -> list[Line]:
    """Return a kept protocol in words, in the order of the points. A code that is no longer known stays as it is."""
    found = []
    for point in POINTS:
        answer = answers.get(point.key, {})
        choice, instead = answer.get("choice", ""), answer.get("instead", "")
        found.append(Line(point, point.choices.get(choice, choice), answer.get("words", ""), point.instead.get(instead, instead)))
    return found
