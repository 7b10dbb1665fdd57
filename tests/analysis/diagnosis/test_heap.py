"""Memory that becomes less and less is told where something fails behind it."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.heap import FreeMemory
from tests.together import together

LEAK = [f"poll 200 free heap {31_200 - 2_000 * number} max block 9000" for number in range(12)]


def test_a_leak_is_what_is_wrong_where_no_connection_comes_about_behind_it() -> None:
    log = "\n".join(["oceanremote", *LEAK, "poll -1 free heap 7200"])
    assert diagnose(log).findings[0].cause == "out-of-memory"
    assert diagnose(log.replace(" free heap", " x")).findings[0].cause == "server-unreachable"


def test_a_leak_by_itself_is_no_trouble_yet() -> None:
    assert diagnose("\n".join(["oceanremote", *LEAK])).findings == ()


@together
@pytest.mark.parametrize(
    "values",
    [
        [31_200, 20_000, 31_000, 19_000, 30_000, 18_000, 29_000, 17_000, 28_000],
        [200_000 - 1_000 * number for number in range(20)],
        [20_000 - number for number in range(20)],
        [30_000, 20_000, 10_000],
        [20_000] * 20,
    ],
)
def test_memory_that_comes_back_or_is_plenty_does_not_dwindle(values: list[int]) -> None:
    memory = FreeMemory()
    assert not any(memory.dwindles(f"Heap: {value}") for value in values)
