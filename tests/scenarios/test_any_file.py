"""Whatever stands in a file, reading it ends with a scenario or with mistakes that have places."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.scenarios.devices.language import DEVICES
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.scenario_file import read_scenario
from oceanhil.scenarios.yaml_marks import parse
from tests.scenarios.writing import text_of

WHOLE = text_of(
    """
    source: [{page: api, cause: 1}]
    boards: [esp32, esp8266]
    devices: [twin]
    paths: [/firmware/update/]
    matrix: {age: [1s, 2s], store: [legacy, reference]}
    cases: [{name: one, edit: empty}, {name: two, edit: drop-last}]
    by_board: {esp32: {dates: a}, esp8266: {dates: b}}
    sweep: {cut: {boot: 1, of: flash-units, every: 2}}
    given: {token: fresh, settings: {maintenance: false}, firmware: {sntp: true}, network: {block: [server]}}
    tally: [{when: {store: legacy}, outcomes: {lost: some}}]
    remedy: {text: Clear it., steps: [storage.clear, expect.online: 5s]}
    known_violations: {invariants: [I6], because: So it is.}
    known_idle: {step: {time.run: "${age}"}, because: So it is.}
    """,
    """
    - device.flash_edited: ${edit}
    - time.run: ${age}
    - storage.cut_power: ${cut}
    - when: {dates: [a, b]}
      steps: [{expect.serial: {pattern: "x+", within: "${age}", count: 2}}]
    - together: [mark, device.power_on: {on: twin}]
    - classify: {lost: {storage: empty}, other: {}}
    """,
)
PIECES = re.findall(r"\w+|\s+|.", WHOLE)
NOISE = st.sampled_from(
    ["[", "]", "{", "}", ":", "- ", "\n", "  ", "${", "&a ", "*a", "!!str ", "'", '"', "|\n", "none", "~", "\x00", "<<"]
)


def read(data: bytes) -> Mistakes:
    mistakes = Mistakes()
    root = parse(data, "probe.yaml", mistakes)
    scenario = read_scenario(DEVICES, root, "probe.yaml", mistakes) if root is not None else None
    assert (scenario is None) == bool(mistakes)
    if scenario is not None:
        for board in PLATFORM_BOARDS:
            assert all(case.bind(mistakes).steps for case in scenario.expand(board, ("a", "b")))
    return mistakes


def test_the_file_the_others_are_made_from_is_right() -> None:
    assert [str(mistake) for mistake in read(WHOLE.encode())] == []


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, len(PIECES) - 1), st.one_of(NOISE, st.sampled_from(PIECES))), max_size=3),
    st.lists(st.tuples(st.integers(0, len(PIECES) - 1), st.integers(1, 6)), max_size=2),
)
def test_a_file_with_pieces_replaced_and_cut_out_is_read_or_refused(
    replaced: list[tuple[int, str]], cut_out: list[tuple[int, int]]
) -> None:
    pieces = list(PIECES)
    for index, piece in replaced:
        pieces[index] = piece
    for index, length in cut_out:
        del pieces[index : index + length]
    for mistake in read("".join(pieces).encode()):
        assert mistake.place.file == "probe.yaml"


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert list(read(data))
