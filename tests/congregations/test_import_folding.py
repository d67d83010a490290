import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.congregations.folding import fold_name, fold_street


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Peter’s Church", "SAINT PETERS"),
        ("The Church of the Living God, Inc.", "Living God Church"),
        ("Iglesia Evangélica Betania", "IGLESIA EVANGELICA BETANIA"),
        ("Mt. Zion A.M.E.", "Mount Zion AME Church"),
        ("First Baptist & Friends", "1st Baptist and Friends"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Grace Baptist", "Grace Methodist"), ("Second Baptist", "First Baptist"), ("St Mary", "St Mark")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_a_name_of_filler_only_stays() -> None:
    assert fold_name("The Church") == "the church"


def test_other_scripts_stay() -> None:
    assert fold_name("교회 한인") == fold_name("교회  한인") != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4601 MASSACHUSETTS AVENUE NW", "4601 Massachusetts Ave. N.W."),
        ("130 14TH STREET NE, Suite 200", "130 14th St Northeast"),
        ("12 North First Street #4", "12 N 1st St"),
        ("9 Saint James Place", "9 St. James Pl"),
    ],
)
def test_spellings_of_one_address_fold_alike(one: str, other: str) -> None:
    assert fold_street(one) == fold_street(other) != ""


def test_no_house_number_is_no_address() -> None:
    assert fold_street("Main Street") == ""


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po", "Zs"]), max_size=80))
def test_folding_a_name_twice_changes_nothing_more(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
