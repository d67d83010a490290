"""Where hosts of a national weekend live: real towns, so that the map of the country is a map, and streets and hosts that are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Town:
    """A town of the weekend. zip: of a part of it; calendars show the middle of that."""

    zip: str
    city: str
    state: str


TOWNS = (
    Town("60649", "Chicago", "IL"),
    Town("30314", "Atlanta", "GA"),
    Town("78207", "San Antonio", "TX"),
    Town("55411", "Minneapolis", "MN"),
    Town("97211", "Portland", "OR"),
    Town("63113", "Saint Louis", "MO"),
    Town("19143", "Philadelphia", "PA"),
    Town("48227", "Detroit", "MI"),
    Town("70119", "New Orleans", "LA"),
    Town("98144", "Seattle", "WA"),
    Town("85041", "Phoenix", "AZ"),
    Town("80205", "Denver", "CO"),
    Town("27610", "Raleigh", "NC"),
    Town("38106", "Memphis", "TN"),
    Town("53206", "Milwaukee", "WI"),
    Town("14211", "Buffalo", "NY"),
    Town("43205", "Columbus", "OH"),
    Town("90011", "Los Angeles", "CA"),
    Town("89106", "Las Vegas", "NV"),
    Town("84116", "Salt Lake City", "UT"),
    Town("73111", "Oklahoma City", "OK"),
    Town("50314", "Des Moines", "IA"),
    Town("37208", "Nashville", "TN"),
    Town("23223", "Richmond", "VA"),
    Town("21217", "Baltimore", "MD"),
    Town("33147", "Miami", "FL"),
    Town("35211", "Birmingham", "AL"),
    Town("40211", "Louisville", "KY"),
)
DEEDS = (
    ("gathering", "Open house with our officers", "Come in, look around, ask."),
    ("outreach", "One street, one morning", "Neighbors and officers sweep, plant and paint together."),
    ("meal", "Long table", "A meal at one table through the whole hall. Bring a dish."),
    ("drive", "Coats and school supplies", "Bring what no longer fits. We sort it with the day watch."),
    ("forum", "Questions without a list", "Every question is answered, or written down with a name and a date."),
    ("appreciation", "Coffee for the night watch", "From ten in the evening at the side door."),
    ("workshop", "What makes our block safe", "Small tables, one map each."),
    ("gathering", "Prayers and songs of many houses", "Each congregation brings one song."),
    ("outreach", "Ball games in the parking lot", "Teams are drawn from a hat, badges and all."),
    ("crime", "Hang up first: scams on the telephone", "For elders and those who love them."),
)
"""(kind, title, what guests should know)"""
SONGS = 7
"""Which of these congregations alone host."""
OTHERS = (
    ("agency", "Riverbend Transit Police"),
    ("agency", "Prairie State College Police"),
    ("agency", "Mission Hills Police Department"),
    ("agency", "Cottonwood County Sheriff’s Office"),
    ("agency", "Bayside Harbor Police"),
    ("other", "Neighbors of Sycamore Park"),
    ("other", "West End Youth Boxing"),
    ("other", "Interfaith Table"),
    ("other", "Four Corners Library Friends"),
)
"""Hosts that are no congregations."""
STREETS = ("Sycamore Street", "Union Avenue", "Third Street", "Garfield Road", "Spring Street", "Lincoln Avenue", "Cherry Lane", "Depot Street")
