"""What the people of the demo write to each other, and what they take on together."""

from onecop.debriefs.choices import ActivityKind, Pillar
from onecop.events.choices import EventKind

TALKS = (
    ("Good morning! Will you be on days again next week?", "Days, yes. I will come by on Thursday."),
    ("Thank you for stopping by. The kids still talk about it.", "It was a pleasure. Greet everyone from me."),
    ("A quick word: our street is closed on Saturday for the parade.", "Good to know, thank you. I will pass it on at roll call."),
    ("We have tea on after the service, if your shift allows.", "I would like that. Twenty minutes at least."),
    ("Thank you for the list of numbers. It hangs by the door now.", "Good. Take down the old one, two of the numbers have changed."),
    ("The light at the crossing works again. Somebody listened!", "I am glad. Tell me when the next one goes out."),
    ("We start the food pantry an hour earlier this month, in case you pass by.", "Then I will bring the coats from our drive along, at nine."),
    ("Two of our teenagers asked what it takes to become an officer. May they ask you?", "Of course. Tell them to stop me whenever they see me."),
    ("The choir practices on Tuesdays now. Come in when you hear us.", "I heard you last week from across the street. Lovely."),
    ("Our new neighbors on the corner would like to meet you too.", "Gladly. I am on the corner around four most days."),
    ("All quiet here. How was your week?", "A long one, thank you for asking. Off on Monday, back on Tuesday."),
    ("May we put your picture on our board, beside our own?", "Yes, thank you. Please leave my badge number out."),
    ("The elders ask whom to call when it is not an emergency.", "311 by day. I will bring a stack of cards on Friday."),
    ("We thought of you on Sunday, and of everybody on your watch.", "That means a lot. I told them at roll call."),
)
"""What one writes, and what the other answers."""
CHALLENGES = (
    "Cars come fast around the corner when school lets out.",
    "Older members do not like to walk home after evening prayer.",
    "Young people on the block have nowhere to go on Fridays.",
    "Many do not know whom to call when it is not an emergency.",
    "The bus stop is dark from four in the afternoon on.",
    "Deliveries block the ramp on service days.",
    "Newcomers are afraid to ask, since they do not know the words.",
    "Phone callers pretend to be the city and ask our elders for money.",
)
IDEAS = (
    ("A crossing guard from among our volunteers", "Crossing guards on twenty school days", 20, Pillar.COMMUNITY, ActivityKind.STREET),
    ("Walk home together on Friday evenings", "Twelve evenings with at least two walkers", 12, Pillar.TRUST, ActivityKind.PREVENTION),
    ("Open the hall for games once a month", "Six evenings in the hall", 6, Pillar.TRUST, ActivityKind.YOUTH),
    ("An evening on whom to call for what", "One evening with forty people", 40, Pillar.TRAINING, ActivityKind.SAFETY),
    ("Coats for the shelter, with the whole shift", "Two hundred coats", 200, Pillar.COMMUNITY, ActivityKind.DRIVE),
    ("A walk around the block with the elders", "Eight walks, each with three elders", 8, Pillar.TRUST, ActivityKind.OUTREACH),
    ("A card with numbers, in four languages", "Three hundred cards handed out", 300, Pillar.COMMUNITY, ActivityKind.SAFETY),
    ("Coffee for the night watch", "Ten nights with coffee at the door", 10, Pillar.WELLNESS, ActivityKind.OTHER),
    ("How to see through a phone swindle", "Two afternoons with thirty elders", 60, Pillar.TRAINING, ActivityKind.WORKSHOP),
)
GATHERINGS = (
    (EventKind.MEAL, "Community supper", 90),
    (EventKind.DRIVE, "School supplies drive", 120),
    (EventKind.GATHERING, "Open house", 120),
    (EventKind.FESTIVAL, "Festival on the lawn", 180),
    (EventKind.MEAL, "Breakfast for the neighborhood", 90),
    (EventKind.GATHERING, "Games night for teenagers", 120),
)
REPORTS = (
    {
        "together": "We met, shared a meal and kept our goal moving.",
        "well": "People greet each other by name now.",
        "hard": "Finding an hour that fits everybody.",
        "changed": "Two families told us that they would call again.",
        "ahead": "One more evening together, and the goal.",
    },
    {
        "together": "Two visits after the service, and a walk around the block.",
        "well": "The children are not shy any more.",
        "hard": "The shift changed, and for three weeks we only wrote.",
        "changed": "Our elders ask when the next visit is.",
        "ahead": "The open house in spring.",
    },
    {
        "together": "A supper, and an hour at the school.",
        "well": "We hear of things early, and can tell people what they mean.",
        "hard": "Few of us have the time on weekdays.",
        "changed": "Somebody who never came to such things came.",
        "ahead": "We would like to ask the congregation next door to join.",
    },
)
WISH_TO_STOP = "We are few, and those who carried it are tired. It was good while it lasted."
THANKS = "Thank you for every hour. The door stays open on both sides."
