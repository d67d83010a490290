import base64
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """mimetype may carry parameters, which arrive as given: `text/calendar; method=REQUEST; charset=utf-8`."""

    filename: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Body:
    """A letter without its envelope. token: the raw token of its preferences link."""

    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    token: str = ""

    def as_json(self) -> dict[str, Any]:
        parts = [[a.filename, base64.b64encode(a.content).decode(), a.mimetype] for a in self.attachments]
        return {"text": self.text, "html": self.html, "attachments": parts, "token": self.token}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Body":
        parts = tuple(Attachment(name, base64.b64decode(content), kind) for name, content, kind in data["attachments"])
        return cls(data["text"], data["html"], parts, data["token"])


def as_attachments(given: "tuple[Attachment | tuple[str, bytes | str, str], ...] | list[Any]") -> tuple[Attachment, ...]:
    """Take attachments as Attachment or as plain (filename, content, mimetype)."""
    made = []
    for part in given:
        if isinstance(part, Attachment):
            made.append(part)
        else:
            name, content, kind = part
            made.append(Attachment(name, content.encode() if isinstance(content, str) else content, kind or "application/octet-stream"))
    return tuple(made)
