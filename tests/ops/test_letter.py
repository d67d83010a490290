"""The newest letter to somebody, on a site that has no mail yet."""

import pytest
from django.test import override_settings

from onecop.command.main import main
from onecop.kernel.actor import SYSTEM
from onecop.mail.services import queue
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def write(subject: str) -> None:
    queue(kind="x.y", to="mai@mail.example", subject=subject, text=f"{subject}.", by=SYSTEM, at=make.NOON)


def test_it_prints_the_newest_letter(capsys: pytest.CaptureFixture[str]) -> None:
    write("First")
    write("Second")
    assert main(["letter", "Mai@mail.example"]) == 0
    assert capsys.readouterr().out.startswith("To: mai@mail.example\nSubject: Second\n\n")


def test_nobody_reads_along_where_mail_leaves_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    write("First")
    with override_settings(MAIL_ROUTE="smtp"):
        assert main(["letter", "mai@mail.example"]) == 1
    assert capsys.readouterr().err == "onecop: Letters leave this site by mail; only their reader opens them.\n"


def test_no_letter_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letter", "nobody@mail.example"]) == 1
    assert capsys.readouterr().err == "onecop: No letter to nobody@mail.example yet.\n"
