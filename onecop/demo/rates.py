"""How often people leave, say no and stay away in the demo: as measured where somebody has measured it, else our own guess, and marked so."""

WEEKS_A_YEAR = 365.25 / 7

OFFICERS_MOVE = 0.096
"""Of patrol officers a year, to another unit or precinct (Chicago's public unit histories 2008-2019; DESIGN §1)."""
OFFICERS_RETIRE = 0.035
"""Of patrol officers a year, out of the department (the same source)."""
KNOWN_AHEAD = 0.6
"""Of those who move, how many do so at a bid, and are on the roster with their day before it comes; the others are moved any day. A guess."""
BIDS_A_YEAR = 1
"""How often officers of a department choose their posts anew. A guess: once or twice a year is usual."""
COORDINATORS_LEAVE = 0.15
"""Of coordinators a year. A guess, from what volunteers in congregations do in general; nobody has measured it for this program."""
LEADERS_LEAVE = 0.06
"""Of faith leaders a year: a time of some sixteen years. A guess, as above."""
PAUSES = 0.2
"""Of partnerships a year that need a break. A guess."""
STOPS = 0.06
"""Of congregations a year that wish to stop. A guess."""
CLOSES = 0.01
"""Of congregations a year that close. A guess."""
COMES_BACK = 0.25
"""Of those that stopped, how many take it up again after some months. A guess."""
SLEEPY = 0.08
"""Of partnerships, how many have nobody who begins anything: they stall. A guess."""

MEETING_MISSED, MEETING_MOVED, MEETING_OFF = 0.06, 0.08, 0.05
RIDE_MISSED, RIDE_OFF, CHECK_NOT_CLEAR = 0.06, 0.06, 0.02
SUCCESSOR_ACCEPTS = 0.85
INVITATION_ACCEPTED, CAME = 0.72, 0.9
TO_BE_INTRODUCED = 0.92
PART_ACCEPTED = 0.8


def weekly(yearly: float) -> float:
    """Return the chance within one week of what has this chance within a year."""
    return float(1 - (1 - yearly) ** (1 / WEEKS_A_YEAR))
