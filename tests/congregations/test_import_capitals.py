import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.congregations.importing.capitals import soften_name
from onecop.congregations.importing.cleaning import names
from onecop.imports.contract import Problem
from onecop.imports.words import soften, tidy


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("DCPCA", "DCPCA"),
        ("  DHCF ", "DHCF"),
        ("CAIR", "CAIR"),
        ("GRACE", "Grace"),
        ("EBENEZER", "Ebenezer"),
        ("DHCF OUTREACH MINISTRY", "DHCF Outreach Ministry"),
        ("FRIENDS OF (DCPCA)", "Friends of (DCPCA)"),
        ("ST. BRENDAN CHURCH OF CHRIST", "St. Brendan Church of Christ"),
        ("MT ZION AME CHURCH", "Mt Zion AME Church"),
        ("THE LIGHT OF THE WORLD", "The Light of the World"),
        ("GYM CHAPEL", "Gym Chapel"),
        ("Etz Or", "Etz Or"),
        ("CAIR Foundation", "CAIR Foundation"),
        ("ÉGLISE", "Église"),
    ],
)
def test_abbreviations_stay_in_capitals(raw: str, kept: str) -> None:
    assert soften_name(raw) == kept


def told(raw: str) -> list[str]:
    problems: list[Problem] = []
    names([2], [raw], problems)
    return [p.reason for p in problems]


def test_the_report_says_what_was_kept_and_what_was_softened() -> None:
    alone = "One short word in capitals: taken for an abbreviation and kept as it is."
    assert {raw: told(raw) for raw in ("CAIR", " CAIR", "GRACE", "DHCF OUTREACH", "Etz Or", "Lotus Pond Temple")} == {
        "CAIR": [alone],
        " CAIR": ["Written with needless spaces: kept as CAIR.", alone],
        "GRACE": ["Written with capitals: kept as Grace."],
        "DHCF OUTREACH": ["Written with capitals: kept as DHCF Outreach."],
        "Etz Or": [],
        "Lotus Pond Temple": [],
    }


@given(st.text(st.sampled_from("ABCDEHIORSTaé '.-1"), max_size=24))
def test_only_the_case_of_letters_differs_and_only_in_what_is_all_capitals(text: str) -> None:
    found = soften_name(text)
    assert found.casefold() == tidy(text).casefold()
    assert found == tidy(text) or text.isupper()
    assert len(found.split()) == len(soften(text).split())
