"""Going back to an earlier state of a chip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

CHIP_BYTES = 3 * SECTOR_BYTES
erases = st.integers(0, 2)
programs = st.tuples(st.integers(0, CHIP_BYTES - 64), st.binary(max_size=64))
histories = st.lists(erases | programs, max_size=6)


def work(flash: Flash, history: list[int | tuple[int, bytes]]) -> None:
    for step in history:
        if isinstance(step, int):
            flash.erase_sector(step)
        else:
            flash.program(*step)


@pytest.mark.slow
@given(before=histories, after=histories)
def test_restoring_a_snapshot_undoes_whatever_followed(
    before: list[int | tuple[int, bytes]], after: list[int | tuple[int, bytes]]
) -> None:
    flash = Flash(CHIP_BYTES)
    work(flash, before)
    image, wear, busy_us = flash.dump(0, CHIP_BYTES), dict(flash.erases), flash.busy_us
    snapshot = flash.snapshot()
    work(flash, after)
    flash.restore(snapshot)
    assert (flash.dump(0, CHIP_BYTES), flash.erases, flash.busy_us) == (image, wear, busy_us)


def test_a_snapshot_survives_being_restored_and_written_over() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, b"first")
    snapshot = flash.snapshot()
    for _ in range(2):
        flash.restore(snapshot)
        flash.erase_sector(0)
        flash.program(0, b"other")
    flash.restore(snapshot)
    assert flash.read(0, 5) == b"first"


def test_one_snapshot_can_start_two_chips() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, b"\x0f")
    snapshot = flash.snapshot()
    twin = Flash(CHIP_BYTES)
    twin.restore(snapshot)
    twin.program(0, b"\xf0")
    assert twin.read(0, 1) == b"\x00"
    assert flash.read(0, 1) == b"\x0f"


def test_drivers_can_tell_that_contents_changed_behind_their_back() -> None:
    flash = Flash(CHIP_BYTES)
    snapshot = flash.snapshot()
    flash.program(0, b"\x00")
    unchanged = flash.outside_changes
    flash.restore(snapshot)
    restored = flash.outside_changes
    flash.load(b"\x00")
    assert unchanged < restored < flash.outside_changes
