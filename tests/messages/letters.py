"""Two sides who write to each other, and the e-mails they answer with."""

from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from onecop.access.models import Person
from onecop.mail.compose import as_bytes
from onecop.mail.models import Message
from onecop.messages import address, services
from onecop.messages.address import Seat
from onecop.messages.models import Post
from onecop.partnerships.models import Partnership
from tests import make
from tests.debriefs.rounds import people_of

NOON = make.NOON
LATER = NOON + timedelta(hours=2)
DOMAIN = "reply.onecop.example"


@dataclass
class Pair:
    partnership: Partnership
    officer: Person
    leader: Person
    coordinator: Person


def pair() -> Pair:
    """Two sides with telephone numbers that the other must not see."""
    officer = make.officer(first_name="Lena", last_name="Brooks", phone="+12025550117")
    made = make.partnership(make.congregation("Lotus Pond Temple"), officer)
    who = people_of(made)
    for n, tenure in enumerate(made.tenures.exclude(contact=None).select_related("contact")):
        assert tenure.contact is not None
        tenure.contact.phone = f"+1202555016{n}"
        tenure.contact.save()
    return Pair(made, who["lead"], who["leader"], who["coordinator"])


def written(it: Pair, words: str = "May I come on Sunday?", *, by: Person | None = None, **fields: Any) -> Post:
    return services.post(partnership=it.partnership, words=words, by=by or it.officer, **{"at": NOON, **fields})


def seat_of(post: Post, who: Person) -> str:
    """The address that this person answers at."""
    return address.write(Seat(post.thread.key, who.key))


def letters(kind: str = "relay.post") -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("id"))


def sent(letter: Message) -> str:
    """A letter as it goes over the wire, in readable characters."""
    import email

    whole = email.message_from_bytes(as_bytes(letter))
    parts = [part.get_payload(decode=True).decode() for part in whole.walk() if not part.is_multipart()]  # type: ignore[union-attr]
    return "\n".join([*(f"{name}: {value}" for name, value in whole.items()), *parts])


def answer(sender: Person | str, to: str, text: str, **headers: str) -> EmailMessage:
    """An e-mail as a mail program writes it."""
    made = EmailMessage()
    made["From"] = sender if isinstance(sender, str) else f"{sender.name} <{sender.email}>"
    made["To"] = to
    made["Subject"] = "Re: a message"
    made["Message-ID"] = f"<{make.NOON.timestamp()}-{id(made)}@mail.example>"
    for name, value in headers.items():
        if name in made:
            del made[name]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made
