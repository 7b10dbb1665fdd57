"""What a simulated board prints is in the table of facts, line by line, but for what dumps hold."""

import re

import pytest

from oceanhil.boards import families
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.facts import idf_crashes
from oceanhil.protocol.facts.fact import pattern
from oceanhil.protocol.facts.table import all_facts
from oceanhil.protocol.panics import PanicKind
from oceanhil.simulator.board.panic_text import panic_kinds, panic_text
from tests.together import together

EVERY_TEXT = [(of.board, kind, driver) for of in families() for driver in of.drivers for kind in panic_kinds(of.board)]
# Registers in rows, stack memory, and its head on a RISC-V core.
DUMP = re.compile(r"(?:[\w/]+ *: 0x\w{8}  )+|[0-9a-f]{8}: +(?:(?:0x)?[0-9a-f]{8} *)+ ?<? *|Stack memory:")
LOG = re.compile(r"E \(\d+\) task_wdt: ")


def texts_of(value: object) -> list[str]:
    values = value if isinstance(value, tuple) else (value,)
    return [each for each in values if isinstance(each, str) and each.strip()]


TEXTS = [text for fact in all_facts().values() for version in fact.versions for text in texts_of(version.value)]
# A field alone would be anything.
PATTERNS = [re.compile(pattern(text.rstrip())) for text in TEXTS if re.sub(r"\{.*?\}", "", text).strip()]
# A cause and addresses stand behind these.
BEGINNINGS = [re.compile(pattern(fact.value.rstrip())) for fact in (idf_crashes.GURU, idf_crashes.BACKTRACE)]


def is_in_table(said: str) -> bool:
    return any(each.fullmatch(said) for each in PATTERNS) or any(each.match(said) for each in BEGINNINGS)


@together
@pytest.mark.parametrize(("board", "kind", "driver"), EVERY_TEXT)
def test_every_line_of_a_crash_is_in_the_table(board: Board, kind: PanicKind, driver: Driver) -> None:
    for line in panic_text(board, kind, driver).splitlines():
        said = LOG.sub("", line)
        assert not said.strip() or DUMP.fullmatch(said) or is_in_table(said.rstrip()), line


def test_a_line_that_is_in_no_table_is_noticed() -> None:
    for line in ("Brownout detector was not triggered", "abort() was caught at PC 0x400d1a2e on core 1", "E BOD: x"):
        assert not DUMP.fullmatch(line)
        assert not is_in_table(line)
