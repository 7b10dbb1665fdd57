"""UF2, byte for byte as its specification has it."""

import struct
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oceanhil.protocol.formats.uf2 import Family, Uf2Error, build_uf2, extract, is_uf2, parse_uf2, patch

FIELDS = "<IIIIIIII476sI"
BASE = 0x10000000
# Of a few bytes over and over, for of many that are drawn each by itself a block is hardly ever filled.
contents = st.builds(
    lambda piece, times: piece * times, st.binary(min_size=1, max_size=40), st.sampled_from([1, 20, 50])
)


def test_a_block_has_the_fields_of_the_specification() -> None:
    data = build_uf2(BASE, b"boot", Family.RP2040)
    (block,) = struct.iter_unpack(FIELDS, data)
    assert block[:8] == (0x0A324655, 0x9E5D5157, 0x00002000, 0x10000000, 256, 0, 1, 0xE48BFF56)
    assert block[8] == b"boot" + 252 * b"\xff" + 220 * b"\0"
    assert block[9] == 0x0AB16F30
    assert data[:4] == b"UF2\n"


@given(contents, st.integers(0, 0xFFFF), st.sampled_from(Family))
def test_what_was_built_is_read_page_by_page(content: bytes, page: int, family: Family) -> None:
    address = BASE + 256 * page
    data = build_uf2(address, content, family)
    blocks = parse_uf2(data)
    assert [(block.number, block.total) for block in blocks] == [(n, len(blocks)) for n in range(len(blocks))]
    assert {(block.length, block.family, block.for_flash) for block in blocks} == {(256, family, True)}
    assert blocks[0].address == address
    assert all(after.address - before.address == 256 for before, after in pairwise(blocks))
    padded = content.ljust(256 * len(blocks), b"\xff")
    assert extract(data, blocks, address, len(padded)) == (padded, len(padded))


@given(contents, st.integers(-600, 2600), st.binary(max_size=700))
@example(bytes(range(250)) * 3, 100, b"across three blocks" * 30)
def test_what_is_patched_is_extracted_as_far_as_the_blocks_reach(content: bytes, where: int, patched: bytes) -> None:
    data = build_uf2(BASE, content, Family.RP2040)
    blocks = parse_uf2(data)
    flash = bytearray(b"\xff" * 600 + content.ljust(256 * len(blocks), b"\xff"))
    reach = range(600, len(flash))
    for position, byte in enumerate(patched, 600 + where):
        if position in reach:
            flash[position] = byte
    after = patch(data, blocks, BASE + where, patched)
    assert len(after) == len(data)
    found, covered = extract(after, blocks, BASE - 600, len(flash))
    assert (found, covered) == (bytes(flash), len(reach))


@pytest.mark.slow
@given(contents, st.data())
def test_a_file_cut_inside_a_block_is_refused(content: bytes, data: st.DataObject) -> None:
    whole = build_uf2(BASE, content, Family.RP2040)
    cut = data.draw(st.integers(0, len(whole)).filter(lambda length: length % 512))
    with pytest.raises(Uf2Error, match=f"of {cut:,} bytes, not a whole number of 512-byte blocks: it is cut off"):
        parse_uf2(whole[:cut])


@pytest.mark.parametrize("offset", [0, 4, 508])
def test_other_magic_words_are_no_uf2(offset: int) -> None:
    data = bytearray(build_uf2(BASE, bytes(600), Family.RP2040))
    data[512 + offset] ^= 1
    with pytest.raises(Uf2Error, match="block 1 has a wrong magic number"):
        parse_uf2(bytes(data))


def test_a_block_says_what_it_is_not_for() -> None:
    block = struct.pack(FIELDS, 0x0A324655, 0x9E5D5157, 0x1, BASE, 4, 0, 1, 0xE48BFF56, b"note", 0x0AB16F30)
    (parsed,) = parse_uf2(block)
    assert (parsed.for_flash, parsed.family) == (False, None)
    assert extract(block, (parsed,), BASE, 4) == (b"\xff" * 4, 0)


def test_a_file_is_told_by_its_first_two_words() -> None:
    data = build_uf2(BASE, b"x", Family.RP2350_ARM_S)
    assert is_uf2(data[:8])
    assert not is_uf2(data[:7])


def test_a_file_begins_at_a_page() -> None:
    with pytest.raises(ValueError, match="0x10000001 is not a multiple of 256"):
        build_uf2(BASE + 1, b"x", Family.RP2040)
