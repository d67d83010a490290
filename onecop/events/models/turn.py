"""That something which many pages are made of has turned: a row for each turn, never an update, so that no two acts ever wait for each other."""

from datetime import datetime, timedelta
from secrets import randbits
from typing import Any

from django.db import models
from django.db.models import Count, Max, Min

KEPT_FOR = timedelta(hours=1)


def new_mark() -> int:
    return randbits(62)


class TurnQuerySet(models.QuerySet["Turn"]):
    def stamp(self, topic: str) -> tuple[Any, ...]:
        """Return what differs after every turn of a topic, in whatever order transactions were committed: one query over an hour's turns at most.

        What is made from the topic's rows after reading a stamp may be kept under it: rows are read later than their stamp, never earlier.
        """
        found = self.filter(topic=topic).aggregate(n=Count("pk"), first=Min("pk"), last=Max("pk"), mark=Max("mark"))
        return tuple(found.values())

    def tidy(self, at: datetime) -> int:
        """Delete turns older than an hour. The last of each topic stays: without it an old stamp could come again. Returns how many went."""
        last = self.order_by().values("topic").annotate(last=Max("pk")).values("last")
        return self.filter(at__lt=at - KEPT_FOR).exclude(pk__in=list(last.values_list("last", flat=True))).delete()[0]


class Turn(models.Model):
    SENSITIVE: set[str] = set()
    OPEN = {"topic"}

    topic = models.CharField(max_length=30)
    at = models.DateTimeField()
    mark = models.BigIntegerField(default=new_mark, help_text="By chance: tells turns apart whose numbers come again, after a backup was restored.")

    objects = TurnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["topic", "id"])]

    def __str__(self) -> str:
        return self.topic
