from collections.abc import Iterator

import pytest

from onecop.mail.templates import TEMPLATES, Template, register
from tests.mail.sink import Sink, listening

WELCOME = Template(
    kind="test.welcome",
    title="Welcome",
    audience="Whoever comes",
    subject="Welcome, {name}",
    body="Dear {name},\n\nplease [answer]({answer_link}).",
    words={"name": "Ruth", "answer_link": "https://onecop.example/a/example/", "city": "Port Ellery"},
)
NEWS = Template(kind="test.news", title="News of the month", audience="Everybody", subject="News", body="The choir sings.", optional=True)


@pytest.fixture(autouse=True)
def templates() -> Iterator[None]:
    register(WELCOME)
    register(NEWS)
    yield
    TEMPLATES.pop("test.welcome")
    TEMPLATES.pop("test.news")


@pytest.fixture
def sink(settings: object) -> Iterator[Sink]:
    with listening() as server:
        settings.MAIL_ROUTE = "smtp"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port  # type: ignore[attr-defined]
        yield server
