"""What the tests of the time after an event begin with."""

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from onecop.events import services as events
from onecop.events.models import Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.registrations import services as places
from onecop.registrations.models import Registration
from tests import make
from tests.make import NOON

BEGINS = NOON.replace(day=28, hour=23)
"""Six in the evening in New York."""
LATER = BEGINS + timedelta(hours=16)
"""Ten in the morning after."""
Consent = {"faces": "agreed"}


def dinner(host: Any = None, **fields: Any) -> Occurrence:
    """A public dinner on the Saturday after NOON; it is over at LATER."""
    made = make.event(host or make.congregation(), **{"public": True, "sign_up": "anyone", **fields})
    return events.occurrence_for(event=made, on=made.starts_on, at=NOON)


def guest(of: Occurrence, name: str = "Ana Ruiz", *, came: bool = False, **fields: Any) -> Registration:
    """Somebody who says that they come; with `came` somebody who was checked in."""
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@mail.example")
    row = places.register(**{"occurrence": of, "name": name, "email": email, "party": 1, "by": SYSTEM, "at": NOON, **fields})
    if came:
        places.check_in(registration=row, by=SYSTEM, at=BEGINS)
    return row


def jpeg(size: tuple[int, int] = (640, 480), *, gps: bool = False, turned: bool = False) -> bytes:
    """A picture as a phone makes it; with `gps` it knows where and when it was taken, `turned` it lies on its side."""
    out, picture = io.BytesIO(), Image.new("RGB", size, "teal")
    exif = Image.Exif()
    if gps:
        exif[0x010F], exif[0x0132], exif[0x9286] = "PhoneMaker", "2026:11:28 18:30:00", "Taken at the Pham family’s table"
        exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 53.0, 51.0), 3: "W", 4: (77.0, 2.0, 11.0)})
    if turned:
        exif[0x0112] = 6
    picture.save(out, "JPEG", exif=exif, comment=b"shot by Mai" if gps else b"")
    return out.getvalue()


def people_of(date: Occurrence) -> dict[str, Any]:
    """Somebody of each role, signed up to nothing: leader, deputy of the host, and staff."""
    house = date.event.congregation
    return {"leader": make.contact(house, "leader").person, "deputy": make.contact(house, "deputy").person, "staff": make.staff()}
