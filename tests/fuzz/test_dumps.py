"""Whatever a file holds, every `eeprom` command ends, with an answer or a sentence."""

import io
import os
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from oceanhil.analysis.dumps.boot.explain import Choice, explain_dump
from oceanhil.analysis.dumps.corruption.corrupt import corrupt_dump
from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.analysis.dumps.corruption.workpiece import Wish
from oceanhil.analysis.dumps.dump import Dump, DumpError, RefusedError
from oceanhil.analysis.dumps.images.image import make_image
from oceanhil.analysis.dumps.images.order import Order
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.show import show_dump
from oceanhil.analysis.dumps.terminal.explain import render_explain
from oceanhil.analysis.dumps.terminal.show import render_show
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import StorePolicy, TokenRecord
from oceanhil.simulator.eeprom.nvs import NvsGeneration
from oceanhil.simulator.eeprom.nvs.format import PageState, checksum
from tests.analysis.dumps.dumps import (
    EEPROM_BYTES,
    LONG_TOKEN,
    TOKEN,
    made_image,
    nvs_with_wifi,
    partition_table,
    record_dump,
)

EXAMPLES = int(os.environ.get("OCEANHIL_FUZZ_EXAMPLES", "60"))
PAGE, ENTRY, PAGES, ENTRIES_LOOKED_AT = 0x1000, 32, 5, 45
bounded = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

WIFI = recognise(nvs_with_wifi())
SEEDS = (
    record_dump(base=WIFI).data,
    record_dump(store=StorePolicy.REFERENCE, token=LONG_TOKEN, base=record_dump(store=StorePolicy.REFERENCE)).data,
    made_image(Board.ESP8266).content,
    made_image(Board.PICOW, StorePolicy.REFERENCE).content,
    b"\xff" * 0x2000,
)
Edit = Callable[[bytearray], None]


def put(position: int, data: bytes) -> Edit:
    def edit(image: bytearray) -> None:
        begin = position % len(image)
        image[begin : begin + len(data)] = data[: len(image) - begin]

    return edit


def reseal(page: int, entry: int, position: int, value: int) -> Edit:
    """Change a byte of an entry's header and make its checksum fit: what a checksum alone does not catch."""

    def edit(image: bytearray) -> None:
        start = (page * PAGE + 0x40 + entry * ENTRY) % (len(image) - ENTRY)
        image[start + position] = value
        crc = checksum(bytes(image[start : start + 4] + image[start + 8 : start + ENTRY]))
        image[start + 4 : start + 8] = crc.to_bytes(4, "little")

    return edit


def header(page: int, state: int, sequence: int, version: int) -> Edit:
    def edit(image: bytearray) -> None:
        start = page * PAGE % len(image)
        rest = sequence.to_bytes(4, "little") + bytes([version]) + b"\xff" * 19
        image[start : start + 32] = state.to_bytes(4, "little") + rest + checksum(rest).to_bytes(4, "little")

    return edit


def bitmap(page: int, position: int, states: bytes) -> Edit:
    return put(page * PAGE + 0x20 + position, states)


def copy_page(source: int, target: int) -> Edit:
    def edit(image: bytearray) -> None:
        begin, to = source * PAGE % len(image), target * PAGE % len(image)
        image[to : to + PAGE] = image[begin : begin + PAGE]

    return edit


PAGE_NUMBER = st.integers(0, PAGES - 1)
# Namespace, type, span, chunk number, and the bytes of sizes, counts and data checksums.
HEADER_FIELDS = st.sampled_from([0, 1, 2, 3, 24, 25, 28, 29])
TELLING = st.sampled_from([0, 1, 2, 3, 4, 0x21, 0x41, 0x42, 0x48, 0x7E, 0x7F, 0x80, 0xFE, 0xFF])
EDITS = st.one_of(
    st.builds(put, st.integers(0, PAGE * PAGES), st.binary(min_size=1, max_size=80)),
    st.builds(
        reseal, PAGE_NUMBER, st.integers(0, ENTRIES_LOOKED_AT), st.sampled_from([0, 1, 2, 3, 24, 25, 28, 29]), TELLING
    ),
    st.builds(
        header,
        PAGE_NUMBER,
        st.sampled_from([*PageState, 0, 0xFFFFFFF1]),
        st.sampled_from([0, 1, 2, 7, 0xFFFFFFFE, 0xFFFFFFFF]),
        st.sampled_from([0xFE, 0xFF, 0xFD]),
    ),
    st.builds(bitmap, PAGE_NUMBER, st.integers(0, 31), st.binary(min_size=1, max_size=8)),
    st.builds(copy_page, PAGE_NUMBER, PAGE_NUMBER),
)


def edited(seed: bytes, edits: list[Edit]) -> bytes:
    image = bytearray(seed)
    for edit in edits:
        edit(image)
    return bytes(image)


IMAGES = st.builds(edited, st.sampled_from(SEEDS), st.lists(EDITS, max_size=8))


def answer(work: Callable[[], object]) -> object:
    """Give the result, or None for a refusal, which is a sentence on one line."""
    refusal = ""
    try:
        return work()
    except (DumpError, RefusedError) as error:
        refusal = str(error)
    assert refusal
    assert "\n" not in refusal
    return None


def recognised(data: bytes, board: Board | None) -> Dump | None:
    dump = answer(lambda: recognise(data, board))
    assert dump is None or isinstance(dump, Dump)
    return dump


def drawn(report: RenderableType) -> str:
    text = io.StringIO()
    Console(file=text, width=160).print(report)
    return text.getvalue()


@pytest.mark.slow
@bounded
@given(IMAGES, st.sampled_from([None, *PLATFORM_BOARDS]))
def test_every_image_is_shown_or_refused_and_no_secret_gets_out(image: bytes, board: Board | None) -> None:
    dump = recognised(image, board)
    if dump is not None:
        report = show_dump("dump.bin", dump)
        for text in (drawn(render_show(report)), msgspec.json.encode(report).decode()):
            assert TOKEN[:14] not in text
            assert LONG_TOKEN[:14] not in text


@pytest.mark.slow
@bounded
@given(IMAGES, st.sampled_from(NvsGeneration), st.sampled_from([None, *StorePolicy]))
def test_every_image_is_explained_or_refused(
    image: bytes, generation: NvsGeneration, store: StorePolicy | None
) -> None:
    dump = recognised(image, None)
    choice = Choice(generation=generation, eeprom_bytes=EEPROM_BYTES, store=store)
    if dump is not None:
        report = explain_dump("dump.bin", dump, choice)
        assert report == explain_dump("dump.bin", dump, choice)
        assert all(firmware.causes for firmware in report.firmware)
        drawn(render_explain(report))
        msgspec.json.encode(report)


@bounded
@given(IMAGES, st.sampled_from(Fault), st.integers(0, 99), st.none() | st.integers(-1, 5000))
def test_every_fault_is_done_or_refused(image: bytes, fault: Fault, seed: int, at: int | None) -> None:
    dump = recognised(image, None)
    if dump is not None:
        answer(lambda: corrupt_dump(dump, fault, Wish(eeprom_bytes=EEPROM_BYTES, seed=seed, at=at)))


@bounded
@given(IMAGES, st.sampled_from(PLATFORM_BOARDS), st.sampled_from(StorePolicy), st.sampled_from(NvsGeneration))
def test_a_record_is_written_into_every_base_or_refused(
    image: bytes, board: Board, store: StorePolicy, generation: NvsGeneration
) -> None:
    base = recognised(image, board)
    if base is not None:
        record = TokenRecord(TOKEN)
        order = Order(board=board, store=store, record=record, eeprom_bytes=EEPROM_BYTES, generation=generation)
        answer(lambda: make_image(order, base, as_uf2=False))


@bounded
@given(st.binary(max_size=3 * PAGE), st.sampled_from([None, *PLATFORM_BOARDS]))
def test_any_bytes_are_shown_or_refused(data: bytes, board: Board | None) -> None:
    dump = recognised(data, board)
    if dump is not None:
        drawn(render_show(show_dump("x", dump)))


ROWS = st.tuples(
    st.text("nvsapkey", max_size=16),
    st.integers(0, 3),
    st.integers(0, 5),
    st.integers(0, 0x20000),
    st.integers(0, (1 << 32) - 1),
)


@bounded
@given(st.lists(ROWS, min_size=1, max_size=5), st.integers(0, 0x3000), st.booleans())
def test_any_partition_table_is_read(rows: list[tuple[str, int, int, int, int]], tail: int, md5: bool) -> None:
    image = b"\xff" * 0x8000 + partition_table(*rows, md5=md5) + SEEDS[0][:tail]
    dump = recognised(image, None)
    if dump is not None:
        drawn(render_show(show_dump("x", dump)))
        answer(lambda: explain_dump("x", dump, Choice(generation=NvsGeneration.IDF_5_5_1, eeprom_bytes=EEPROM_BYTES)))
