"""Memory that becomes less and less is told where something fails behind it."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.heap import FreeMemory
from oceanhil.analysis.diagnosis.model import Course
from tests.together import together

LEAK = [f"poll 200 free heap {31_200 - 2_000 * number} max block 9000" for number in range(12)]


def test_a_leak_is_what_is_wrong_where_no_connection_comes_about_behind_it() -> None:
    log = "\n".join(["oceanremote", *LEAK, "poll -1 free heap 7200"])
    assert diagnose(log).findings[0].cause == "out-of-memory"
    assert diagnose(log.replace(" free heap", " x")).findings[0].cause == "server-unreachable"


@together
@pytest.mark.parametrize(
    "words",
    [
        "wolna pamiec {}",
        "wolnej pamięci: {} B",
        "volná paměť {} B",
        "freier Speicher {} Bytes",
        "空闲内存 {}",
        "空きメモリ {} バイト",
        "свободно памяти: {}",
        "вільна пам'ять {}",
        "여유 메모리: {}",
        "boş bellek {}",
    ],
)
def test_free_memory_is_known_in_many_languages(words: str) -> None:
    rows = [line.partition(" free heap")[0] + " " + words.format(31_200 - 2_000 * n) for n, line in enumerate(LEAK)]
    log = "\n".join(["oceanremote", *rows, "poll -1"])
    assert diagnose(log).findings[0].cause == "out-of-memory"


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


ROWS = [f"{60 * number};200;{41_500 - 1_500 * number};9000" for number in range(18)]
OUT = [f"{60 * number};-1;12000;5000" for number in range(18, 22)]
HEADER = "uptime_s;status;free;largest"


def test_a_table_tells_of_a_leak_and_a_restart_gives_back_only_for_a_while() -> None:
    log = "\n".join([HEADER, *ROWS, *OUT, "reset by button", HEADER, *ROWS[:8]])
    finding = diagnose(log).findings[0]
    assert (finding.cause, finding.course) == ("out-of-memory", Course.OPEN)
    assert OUT[0] in [evidence.text for evidence in finding.evidence]


@together
@pytest.mark.parametrize("name", ["flash free", "free stack", "SPIFFS: free", "psram free", "mem_free"])
def test_what_else_becomes_less_is_no_memory(name: str) -> None:
    memory = FreeMemory()
    assert not any(memory.dwindles(f"{name} {31_200 - 2_000 * number}") for number in range(12))


def test_memory_that_comes_back_before_anything_fails_was_no_leak() -> None:
    saw = [f"poll 200 free {40_000 - 2_500 * (number % 12)}" for number in range(48)]
    assert diagnose("\n".join(["oceanremote", *saw, "poll 200 free 39000", "poll -1 free 38000"])).findings[
        0
    ].cause == ("server-unreachable")
    assert diagnose("\n".join(["oceanremote", *saw, "poll -1 free 12000"])).findings[0].cause == "out-of-memory"


@together
@pytest.mark.parametrize(
    "line",
    ["Échec d'allocation : 6144 octets", "mémoire insuffisante pour TLS", "memoria insuficiente", "memoria esaurita"],
)
def test_memory_that_is_gone_is_known_in_other_languages(line: str) -> None:
    assert diagnose(f"{line}\n" * 2).findings[0].cause == "out-of-memory"
    assert diagnose("memoria insuficiente en la flash\n").findings == ()


def test_a_crash_for_want_of_memory_follows_from_the_leak() -> None:
    crash = "Exception (29):\nepc1=0x4000df64 epc2=0x0 epc3=0x0 excvaddr=0x00000000 depc=0x0\n"
    gone = [f"poll 200 free heap {31_200 - 1_190 * number}" for number in range(26)]
    assert diagnose("\n".join(["oceanremote", *gone, crash])).findings[0].cause == "out-of-memory"
    assert diagnose("\n".join(["oceanremote", *gone[:12], crash])).findings[0].cause == "panic"
