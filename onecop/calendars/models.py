"""The public calendar as the database holds it: what a stranger may ask for, and each date of it, written when an event changes and read by pages.

Names, places in words and addresses are not here: pages read them from the event itself, for the rows that they show.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.events.choices import EventKind
from onecop.events.models import Event


class Listing(models.Model):
    """A public event. What it is chosen by, where its pin is for everybody, and its part of a calendar file."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = {"languages", "state", "town", "entry"}

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="listing")
    kind = models.CharField(max_length=14, choices=EventKind)
    languages = models.CharField(max_length=400, blank=True, help_text="Codes between commas: ,en,es,")
    state = models.CharField(max_length=2, blank=True)
    town = models.CharField(max_length=124, blank=True, help_text="Its town with the state, as pages write it.")
    home = models.BigIntegerField(null=True, help_text="The scope of its region, where its host says so; its state goes before.")
    everywhere = models.BooleanField(default=False, help_text="A national one without a town: it stands in the calendar of every region.")
    lon = models.FloatField(null=True, help_text="Never more exact than the town where the place is private.")
    lat = models.FloatField(null=True)
    x = models.FloatField(null=True, help_text="The pin on a globe of radius 1, so that a distance is one sum.")
    y = models.FloatField(null=True)
    z = models.FloatField(null=True)
    exact = models.BooleanField(default=False)
    entry = models.TextField(blank=True, help_text="Its VEVENTs, as calendar files hold them; only what anyone may read.")
    zones = models.JSONField(default=list, help_text="[zone, year] of the clocks that the entry keeps.")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["written_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(lon=None, lat=None, x=None, y=None, z=None) | Q(lon__isnull=False, lat__isnull=False, x__isnull=False, z__isnull=False),
                name="calendars_whole_pin",
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


class ListedDate(models.Model):
    """A date of a public event, from 400 days ago to 400 days ahead."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="dates")
    on = models.DateField(help_text="The date of the rule: it names the date for good, also where it was moved.")
    day = models.DateField(help_text="On which it begins, by the clock of its place.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    off = models.BooleanField(default=False)
    moved = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at", "listing_id", "on"]
        indexes = [
            models.Index(fields=["starts_at", "listing", "on", "ends_at"], name="calendars_date_by_time"),
            models.Index(fields=["day", "starts_at", "listing", "on"], name="calendars_date_by_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["listing", "on"], name="calendars_date_once")]

    def __str__(self) -> str:
        return f"{self.listing_id}, {self.on}"
