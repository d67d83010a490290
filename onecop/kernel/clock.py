"""The only place that reads the wall clock. Rules and services get time as an argument."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()
