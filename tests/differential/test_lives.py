"""The Python program and the C++ core lead the same life, event for event, whatever happens to the device."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import StorePolicy
from tests.differential.both import disagreement
from tests.differential.life import Life, parse_life
from tests.differential.lives import lives

EXAMPLES = int(os.environ.get("OCEANHIL_FUZZ_EXAMPLES", "40"))
EVERY_KIND = [(board, store) for board in PLATFORM_BOARDS for store in StorePolicy]


@pytest.mark.slow
@pytest.mark.parametrize(("board", "store"), EVERY_KIND, ids=lambda each: each.value)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_both_programs_lead_the_same_life(
    board: Board, store: StorePolicy, native: NativeWorldFactory, data: st.DataObject
) -> None:
    life = data.draw(lives(board, store), label="life")
    found = disagreement(life, native)
    assert not found, found


@given(st.one_of(*(lives(board, store) for board, store in EVERY_KIND)))
def test_the_text_of_a_life_is_that_life(life: Life) -> None:
    assert parse_life(str(life)) == life
