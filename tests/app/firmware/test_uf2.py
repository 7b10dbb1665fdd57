import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.firmware.tool_errors import Uf2Error
from oceanhil.app.firmware.uf2 import check_uf2, to_uf2

FIELDS = "<IIIIIIII476sI"


def blocks(data: bytes) -> list[tuple[int, ...]]:
    return [fields[:8] for fields in struct.iter_unpack(FIELDS, data)]


def test_a_block_has_the_fields_of_the_specification() -> None:
    (block,) = struct.iter_unpack(FIELDS, to_uf2(b"boot"))
    assert block[:8] == (0x0A324655, 0x9E5D5157, 0x00002000, 0x10000000, 256, 0, 1, 0xE48BFF56)
    assert block[8] == b"boot" + 252 * b"\xff" + 220 * b"\0"
    assert block[9] == 0x0AB16F30
    assert to_uf2(b"boot")[:4] == b"UF2\n"


@given(st.binary(min_size=1, max_size=2000))
def test_pages_follow_one_another_and_hold_the_image(image: bytes) -> None:
    data = to_uf2(image)
    found = blocks(data)
    assert [block[5] for block in found] == list(range(len(found)))
    assert {block[6] for block in found} == {len(found)}
    assert all(after[3] - before[3] == 256 for before, after in pairwise(found))
    pages = b"".join(data[start + 32 : start + 288] for start in range(0, len(data), 512))
    assert pages == image.ljust(len(pages), b"\xff")
    check_uf2(data, "firmware.uf2")


@given(st.binary(min_size=1, max_size=600), st.data())
def test_a_file_cut_short_is_never_taken(image: bytes, data: st.DataObject) -> None:
    whole = to_uf2(image)
    with pytest.raises(Uf2Error):
        check_uf2(whole[: data.draw(st.integers(0, len(whole) - 1))], "firmware.uf2")


def test_blocks_of_another_chip_are_refused() -> None:
    with pytest.raises(Uf2Error, match=r"for chip family 0xe48bff59, expected 0xe48bff56 \(RP2040\)"):
        check_uf2(to_uf2(b"x", family=0xE48BFF59), "firmware.uf2")


@pytest.mark.parametrize("offset", [0, 4, 508])
def test_other_magic_words_are_no_uf2(offset: int) -> None:
    data = bytearray(to_uf2(b"x"))
    data[offset] ^= 1
    with pytest.raises(Uf2Error, match="begins or ends with other words"):
        check_uf2(bytes(data), "firmware.uf2")


def test_blocks_in_another_order_are_not_whole() -> None:
    data = to_uf2(bytes(600))
    with pytest.raises(Uf2Error, match="is not whole"):
        check_uf2(data[512:] + data[:512], "firmware.uf2")


def test_an_image_begins_at_a_page_and_has_bytes() -> None:
    with pytest.raises(Uf2Error, match="not a multiple of 256"):
        to_uf2(b"x", address=0x10000001)
    with pytest.raises(Uf2Error, match="is empty"):
        to_uf2(b"")
