"""The gate of sizes: the sketch as it is linked for an ESP8266 leaves room for TLS."""

import re
from pathlib import Path

import pytest

from tests.firmware import linked_sketch
from tests.firmware.linked_sketch import (
    AGENT_ALONE,
    AROUND,
    CORE_STATIC,
    DATA_RAM,
    DEFAULT_RECORDS,
    HANDSHAKE,
    LIBRARY,
    LinkedSketch,
    LinkError,
    Share,
    link,
)

pytestmark = pytest.mark.slow

HEAP_IN_HANDSHAKE_MIN = 12 * 1024
DEVICE_RAM_MAX = 7 * 1024
AGENT_RAM_MAX = 6 * 1024
STACK_MAX = 3 * 1024
"""Of the 4 KB that a sketch has (CONT_STACKSIZE of the core's cont.h)."""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "firmware-arduino.md"
NEAR = 0.03
"""Another release of the compiler may give a figure that differs by so much from the page's."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("linked")


@pytest.fixture(scope="module")
def device(folder: Path) -> LinkedSketch:
    """What is shipped."""
    return link(folder)


@pytest.fixture(scope="module")
def bench_device(folder: Path) -> LinkedSketch:
    """The same sketch for a test bench."""
    return link(folder, macros=["OCEANREMOTE_AGENT"])


@pytest.fixture(scope="module")
def agent_alone(folder: Path) -> LinkedSketch:
    """Somebody's sketch with the agent in it."""
    return link(folder, AGENT_ALONE)


def test_there_is_heap_left_while_tls_shakes_hands(device: LinkedSketch) -> None:
    assert device.heap_in_handshake >= HEAP_IN_HANDSHAKE_MIN


def test_with_the_cores_own_buffers_there_would_not_be(device: LinkedSketch) -> None:
    assert device.heap_in_handshake - DEFAULT_RECORDS < HEAP_IN_HANDSHAKE_MIN


def test_the_arithmetic_has_the_buffers_that_the_port_asks_for() -> None:
    source = (LIBRARY / "port" / "board_esp8266.cpp").read_text(encoding="utf-8")
    assert "int record_bytes = kShortestRecord;" in source
    assert "client.setBufferSizes(record_bytes, kShortestRecord);" in source
    found = re.search(r"kShortestRecord = (\d+);", source)
    assert found is not None
    shares = {share.name: share.bytes for share in HANDSHAKE}
    assert shares["records that come in"] == int(found[1]) + 325
    assert shares["records that go out"] == int(found[1]) + 85


def test_what_the_port_keeps_for_a_handshake_is_what_a_handshake_takes() -> None:
    source = (LIBRARY / "port" / "board_esp8266.cpp").read_text(encoding="utf-8")
    found = re.search(r"kHandshakeBytes = (\d+);", source)
    assert found is not None
    # Neither the buffer that is to be made longer, nor the second stack, which is there from the start.
    beside = sum(share.bytes for share in HANDSHAKE if share.name not in {"records that come in", "second stack"})
    assert beside + 64 <= int(found[1]) <= beside + 256


def test_what_is_shipped_has_nothing_of_the_agent_in_ram(device: LinkedSketch, bench_device: LinkedSketch) -> None:
    assert device.parts["agent"].data_ram == 0
    assert bench_device.parts["agent"].data_ram > 2000


def test_ram_of_the_device_stays_small(device: LinkedSketch) -> None:
    assert device.total.data_ram <= DEVICE_RAM_MAX


def test_an_agent_in_somebodys_sketch_costs_little(agent_alone: LinkedSketch) -> None:
    assert agent_alone.total.data_ram <= AGENT_RAM_MAX


def test_no_code_stands_in_instruction_ram(device: LinkedSketch, bench_device: LinkedSketch) -> None:
    assert device.total.instruction_ram == 0
    assert bench_device.total.instruction_ram == 0


def test_the_stack_has_room_for_the_cores_own_calls(device: LinkedSketch) -> None:
    assert 500 < device.stack <= STACK_MAX


def figures_of(table: str) -> dict[str, list[int]]:
    """Give the rows of a table of the page by their first column: the numbers of the others."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"<!-- figures: {table} -->\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in rest.partition("\n\n")[0].splitlines()]
    numbers = re.compile(r"[\d,]+")
    return {row[0]: [int(cell.replace(",", "")) for cell in row[1:] if numbers.fullmatch(cell)] for row in rows[2:]}


def test_the_page_tells_what_is_measured(
    device: LinkedSketch, bench_device: LinkedSketch, agent_alone: LinkedSketch
) -> None:
    told = figures_of("parts")
    columns = (device, bench_device, agent_alone)
    assert set(told) == {*device.parts, "together"}
    for name, numbers in told.items():
        parts = [each.total if name == "together" else each.parts[name] for each in columns]
        measured = [number for part in parts for number in (part.data_ram, part.flash)]
        assert numbers == [pytest.approx(number, rel=NEAR, abs=32) for number in measured]


def test_the_page_tells_the_whole_arithmetic(device: LinkedSketch) -> None:
    told = figures_of("heap")
    own = Share("this project, static", device.total.data_ram, "")
    for share in (DATA_RAM, CORE_STATIC, own, *HANDSHAKE, *AROUND):
        assert told.pop(share.name) == [pytest.approx(share.bytes, rel=NEAR if share == own else 0)]
    assert told.pop("left at the start") == [pytest.approx(device.heap_at_start, rel=NEAR)]
    assert told.pop("left during a handshake") == [pytest.approx(device.heap_in_handshake, rel=NEAR)]
    assert told == {}


def test_a_missing_compiler_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LinkError, match="gcc-xtensa-lx106"):
        link(tmp_path)


@pytest.mark.parametrize("text", ["", "Linker script and memory map\n\n.bss  0x3ffe8000 0x0\n"])
def test_a_map_without_parts_is_no_measurement(text: str) -> None:
    with pytest.raises(LinkError, match="no part"):
        linked_sketch._parts(text)
