"""Equal seeds play equal histories."""

from typing import Any

import pytest

from onecop.demo.figures import played
from onecop.matching.models import Proposal
from onecop.partnerships.models import Tenure
from onecop.ridealongs.models import RideAlong
from onecop.scheduling.models import Meeting
from tests.demo.conftest import UNTIL, rewound


def history(seed: int) -> dict[str, Any]:
    """Play eight weeks with few partnerships, and answer with what happened."""
    with rewound(seed=seed, weeks=8, prospects=208) as counts:
        pairs = sorted(Tenure.objects.filter(kind="lead").values_list("partnership__congregation__name", "officer__badge", "opened_on"))
        drafts = sorted(Proposal.objects.filter(state="draft").values_list("congregation__name", "officer__badge", "cost"))
        meetings = sorted(Meeting.objects.exclude(starts=None).values_list("partnership__congregation__name", "state", "starts"))
        rides = sorted(RideAlong.objects.values_list("partnership__congregation__name", "part", "state", "asked_on"))
        figures = [one.plain for one in played(UNTIL)]
    return {"counts": counts, "pairs": pairs, "drafts": drafts, "meetings": meetings, "rides": rides, "years": figures}


@pytest.mark.slow
@pytest.mark.one_engine
@pytest.mark.django_db
def test_equal_seeds_play_equal_histories() -> None:
    first = history(3)
    assert first["pairs"]
    assert {state for _name, state, _starts in first["meetings"]} >= {"held"}
    assert {state for _name, _part, state, _on in first["rides"]} >= {"done"}
    assert first == history(3)
