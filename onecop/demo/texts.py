"""What the people of the demo write to each other, and what they take on together."""

from onecop.debriefs.choices import ActivityKind, Pillar
from onecop.events.choices import EventKind

HELLO = (
    "Good morning! Will you be on days again next week?",
    "Thank you for stopping by. The kids still talk about it.",
    "A quick word: our street is closed on Saturday for the parade.",
    "We have tea on after the service, if your shift allows.",
    "Thank you for the list of numbers. It hangs by the door now.",
    "The light at the crossing works again. Somebody listened!",
)
BACK = (
    "Days, yes. I will come by on Thursday.",
    "It was a pleasure. Greet everyone from me.",
    "Good to know, thank you. I will pass it on at roll call.",
    "I would like that. Twenty minutes at least.",
)
CHALLENGES = (
    "Cars come fast around the corner when school lets out.",
    "Older members do not like to walk home after evening prayer.",
    "Young people on the block have nowhere to go on Fridays.",
    "Many do not know whom to call when it is not an emergency.",
    "The bus stop is dark from four in the afternoon on.",
)
IDEAS = (
    ("A crossing guard from among our volunteers", "Crossing guards on twenty school days", 20, Pillar.COMMUNITY, ActivityKind.STREET),
    ("Walk home together on Friday evenings", "Twelve evenings with at least two walkers", 12, Pillar.TRUST, ActivityKind.PREVENTION),
    ("Open the hall for games once a month", "Six evenings in the hall", 6, Pillar.TRUST, ActivityKind.YOUTH),
    ("An evening on whom to call for what", "One evening with forty people", 40, Pillar.TRAINING, ActivityKind.SAFETY),
    ("Coats for the shelter, with the whole shift", "Two hundred coats", 200, Pillar.COMMUNITY, ActivityKind.DRIVE),
)
GATHERINGS = (
    (EventKind.MEAL, "Community supper", 90),
    (EventKind.DRIVE, "School supplies drive", 120),
    (EventKind.GATHERING, "Open house", 120),
    (EventKind.FESTIVAL, "Festival on the lawn", 180),
)
REPORT = {
    "together": "We met, shared a meal and kept our goal moving.",
    "well": "People greet each other by name now.",
    "hard": "Finding an hour that fits everybody.",
    "changed": "Two families told us that they would call again.",
    "ahead": "One more evening together, and the goal.",
}
WISH_TO_STOP = "We are few, and those who carried it are tired. It was good while it lasted."
THANKS = "Thank you for every hour. The door stays open on both sides."
