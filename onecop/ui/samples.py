"""What the style guide shows: invented people and places."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property

from onecop.ui import keyset
from onecop.ui.forms import DateInput, TelInput, Tiles, TimeInput
from onecop.ui.table import Column, Table

STEPS = (
    "Choose a coordinator",
    "Meet your officer",
    "Ride along",
    "Debrief and brainstorm",
    "Introduce your officer",
    "Get your officer involved",
    "Come to OneCOP events",
    "Report progress",
)


def journey() -> list[dict[str, Any]]:
    """Return the eight steps of a partnership that is on its fifth."""
    when = ("Done, Mar 3", "Done, Mar 19", "Done, Jun 6 and Aug 8", "Done, Oct 21", "Now, since Nov 4", "Next", "Next", "Next")
    proof = (
        "Harpreet, named by the committee",
        "Tea in the langar hall",
        "Two rides",
        "Three challenges written down",
        "Needs first goals and a Sunday",
        "",
        "",
        "",
    )
    return [{"title": t, "state": "done" if i < 4 else "now" if i == 4 else "next", "when": when[i], "proof": proof[i]} for i, t in enumerate(STEPS)]


class SampleForm(forms.Form):
    name = forms.CharField(label="Name of the congregation", help_text="As it stands on the sign")
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Telephone", widget=TelInput, required=False)
    tradition = forms.ChoiceField(label="Tradition", choices=[("", "Choose one"), ("a", "Bahá’í"), ("b", "Buddhist"), ("c", "Christian")])
    board = forms.ChoiceField(label="Must a board vote first?", choices=[("yes", "Yes"), ("no", "No"), ("?", "I do not know yet")], widget=forms.RadioSelect)
    size = forms.ChoiceField(
        label="How many come together?",
        choices=[("s", "Under 50\nA house, a room, a hall"), ("m", "50 to 200\nMost congregations"), ("l", "Over 200\nSeveral services")],
        widget=Tiles,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label="Languages", choices=[("en", "English"), ("es", "Spanish"), ("vi", "Vietnamese")], widget=forms.CheckboxSelectMultiple, required=False
    )
    since = forms.DateField(label="Founded", widget=DateInput, required=False)
    at = forms.TimeField(label="Main service begins", widget=TimeInput, required=False)
    hopes = forms.CharField(label="What do you hope for?", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    agree = forms.BooleanField(label="We have read the charter")


@dataclass(frozen=True)
class Place:
    pk: int
    name: str
    line: str
    people: int
    standing: str
    state: str
    joined: date


PLACES = [
    Place(1, "Bright Street AME Church", "Beat 31", 220, "Waits for an answer", "late", date(2026, 3, 2)),
    Place(2, "Congregation Etz Or", "Beat 34", 180, "Ride planned", "now", date(2026, 4, 18)),
    Place(3, "Eastgate Gurdwara", "Beat 53", 300, "Step 5", "done", date(2026, 3, 3)),
    Place(4, "Lotus Pond Temple", "Beat 33", 140, "Proposal", "plain", date(2026, 11, 4)),
    Place(5, "Millrace Islamic Center", "Beat 33", 1260, "Going round", "well", date(2025, 9, 12)),
]


class SampleTable(Table):
    """Rows from a list instead of the database."""

    columns: ClassVar = [
        Column("name", "Congregation", sort="name", link=lambda p: "#table", under="line"),
        Column("people", "People", sort="people", kind="number"),
        Column("standing", "Where it stands", kind="tag", state=lambda p: p.state),
        Column("joined", "Since", sort="joined", kind="day"),
        Column("act", ""),
    ]
    sort = "name"
    search: ClassVar[tuple[str, ...]] = ("name",)
    search_label = "Name of the congregation"
    caption = "Congregations of Port Ellery"
    empty = "No congregation yet"
    empty_text = "They appear here as soon as they enroll."
    downloads = True
    id = "congregations"

    def __init__(self, request: HttpRequest, places: list[Place]) -> None:
        self.request = request
        self.places = [p for p in places if self.q.lower() in p.name.lower()]

    @cached_property
    def page(self) -> keyset.Page:
        rows = sorted(self.places, key=lambda p: getattr(p, self.order.path), reverse=self.order.down)
        return keyset.Page(rows, "", "x" if rows else "")

    @cached_property
    def total(self) -> int:
        return len(self.places)


class EmptyTable(SampleTable):
    search: ClassVar[tuple[str, ...]] = ()
    id = "nothing"


def shift_days() -> list[dict[str, Any]]:
    """Return fourteen days, two on and two off, two off and three on."""
    first = date(2026, 11, 16)
    on = (1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0)
    dots = {4: 1, 6: 1, 9: 2}
    return [{"date": first + timedelta(days=i), "on": bool(on[i]), "dots": dots.get(i, 0), "today": i == 4} for i in range(14)]


def month() -> dict[str, Any]:
    """Return a month of four days on and two off, with three days of leave and one extra turn."""
    first = date(2026, 10, 26)
    days = []
    for n in range(42):
        day, on = first + timedelta(days=n), n % 6 < 4
        differs = {date(2026, 11, 9): "away", date(2026, 11, 10): "away", date(2026, 11, 11): "away", date(2026, 11, 25): "extra"}.get(day, "")
        note = "away" if differs == "away" else "2 pm" if on or differs else ""
        on = differs == "extra" or (on and not differs)
        days.append({"date": day, "on": on, "note": note, "state": differs, "inside": day.month == 11, "today": day == date(2026, 11, 20)})
    return {"title": "November 2026", "days": days, "sentence": "On duty on four days of each six; on leave from November 9 to 11."}


def town() -> dict[str, Any]:
    """Return a quilt of nine square beats with a few points."""
    beats, points = [], []
    tones = ("q1", "q1", "q2", "q3", "here", "none", "q4", "q5", "none")
    for i in range(9):
        x, y = -76.5 + (i % 3) * 0.02, 39.2 + (i // 3) * 0.015
        ring = [[x, y], [x + 0.02, y], [x + 0.02, y + 0.015], [x, y + 0.015], [x, y]]
        beats.append(
            {
                "type": "Feature",
                "properties": {"name": f"Beat 3{i}", "label": f"3{i}", "tone": tones[i], "words": "One partnership"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    for n, (x, y, kind, name) in enumerate(
        [(-76.49, 39.207, "dot", "Eastgate Gurdwara"), (-76.467, 39.222, "wait", "Lotus Pond Temple"), (-76.488, 39.238, "warm", "St. Brendan’s Parish")]
    ):
        points.append({"type": "Feature", "properties": {"name": name, "kind": kind, "n": n}, "geometry": {"type": "Point", "coordinates": [x, y]}})
    return {"areas": {"type": "FeatureCollection", "features": beats}, "points": {"type": "FeatureCollection", "features": points}}


def context(request: HttpRequest) -> dict[str, Any]:
    """Return everything the style guide draws."""
    return {
        "base": f"ui/{request.GET.get('base')}.jinja" if request.GET.get("base") in {"desk", "phone", "public"} else "ui/base.jinja",
        "steps": STEPS,
        "journey": journey(),
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "board": "yes"}, prefix="wrong"),
        "sample": SampleTable(request, PLACES),
        "nothing": EmptyTable(request, []),
        "days": shift_days(),
        "month": month(),
        "town": town(),
        "today": date(2026, 11, 20),
    }
