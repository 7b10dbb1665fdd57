"""The drive of BOOTSEL mode, by what the boot ROM's source says of each kind of sector."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.formats.uf2 import BLOCK_BYTES, Family, build_uf2
from oceanhil.simulator.download.uf2_disk import FLASH_AT, Uf2Disk
from oceanhil.simulator.flash.chip import Flash, PowerCut

FLASH_BYTES = 2 * 1024 * 1024
PROGRAM = bytes(range(256)) * 40


def disk() -> tuple[Flash, Uf2Disk]:
    flash = Flash(FLASH_BYTES)
    flash.power_on()
    return flash, Uf2Disk(flash)


def sectors(content: bytes = PROGRAM, address: int = FLASH_AT, family: Family = Family.RP2040) -> list[bytes]:
    data = build_uf2(address, content, family)
    return [data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES)]


def changed(sector: bytes, at: int, value: int) -> bytes:
    """Give the block with another word."""
    return sector[:at] + value.to_bytes(4, "little") + sector[at + 4 :]


@given(seed=st.integers(0, 1000))
def test_a_file_is_written_in_whatever_order_and_however_often_its_blocks_come(seed: int) -> None:
    rng = random.Random(seed)
    flash, drive = disk()
    blocks = sectors()
    rng.shuffle(blocks)
    for block in blocks[:-1]:
        drive.write(block)
        drive.write(rng.choice(blocks[:-1]))
        assert not drive.is_done
    drive.write(blocks[-1])
    assert drive.is_done
    assert flash.dump(0, len(PROGRAM)) == PROGRAM


def test_what_stood_there_is_erased_once_and_only_where_the_file_goes() -> None:
    flash, drive = disk()
    flash.load(bytes(FLASH_BYTES))
    for block in sectors():
        drive.write(block)
    assert flash.dump(0, len(PROGRAM)) == PROGRAM
    assert dict(flash.erases) == {0: 1, 1: 1, 2: 1}
    assert flash.dump(12_288, 4) == bytes(4)


@pytest.mark.parametrize(
    "sector",
    [
        b"no block".ljust(BLOCK_BYTES, b"\0"),
        *sectors(b"x", family=Family.RP2350_ARM_S),
        *(changed(block, 508, 0) for block in sectors(b"x")),
        *(changed(block, 8, 0x2001) for block in sectors(b"x")),
        *(changed(block, 8, 0) for block in sectors(b"x")),
        *(changed(block, 16, 255) for block in sectors(b"x")),
    ],
    ids=["no block", "another chip", "wrong magic", "a comment", "no family", "another length"],
)
def test_what_is_no_block_for_this_chip_is_ignored_in_the_middle_of_a_file(sector: bytes) -> None:
    flash, drive = disk()
    for block in sectors():
        drive.write(sector)
        drive.write(block)
    assert drive.is_done
    assert flash.dump(0, len(PROGRAM)) == PROGRAM


@pytest.mark.parametrize(
    ("at", "value"),
    [(12, FLASH_AT + 1), (12, FLASH_AT - 256), (12, FLASH_AT + 0x0100_0000), (20, 40), (24, 0)],
    ids=["no page", "below flash", "above flash", "no such number", "of none"],
)
def test_a_block_that_has_no_place_ends_the_file_that_was_under_way(at: int, value: int) -> None:
    flash, drive = disk()
    blocks = sectors()
    for block in (*blocks[:-1], changed(blocks[0], at, value), blocks[-1]):
        drive.write(block)
    assert not drive.is_done
    assert not flash.is_blank(0)


def test_a_file_that_is_cut_off_is_never_done_and_a_whole_one_after_it_is() -> None:
    flash, drive = disk()
    done = []
    for block in (*sectors()[:-1], *sectors(b"short")):
        drive.write(block)
        done.append(drive.is_done)
    assert done == [False] * (len(sectors()) - 1) + [True]
    assert flash.dump(0, 5) == b"short"


def test_a_flash_smaller_than_its_window_is_there_again_above_its_end() -> None:
    flash, drive = disk()
    for block in sectors(b"above", FLASH_AT + FLASH_BYTES):
        drive.write(block)
    assert flash.dump(0, 5) == b"above"


def test_power_is_lost_at_the_unit_that_was_chosen() -> None:
    flash, drive = disk()
    flash.arm_cut(100)
    with pytest.raises(PowerCut):
        drive.write(sectors()[0])
    assert not drive.is_done


def test_sectors_are_counted_by_the_number_of_the_block_so_that_a_gap_leaves_what_stood_there() -> None:
    flash, drive = disk()
    flash.load(bytes(FLASH_BYTES))
    # Sixteen blocks are a flash sector; from the ninth on they go 4,096 bytes further.
    for number, block in enumerate(sectors()[:16]):
        drive.write(changed(block, 12, FLASH_AT + 256 * number + (4096 if number >= 8 else 0)))
    assert dict(flash.erases) == {0: 1}
    assert flash.dump(4096 + 2048, 256) == bytes(256)
