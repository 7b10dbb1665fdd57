"""What a Pico's boot ROM looks for."""

import pytest

from oceanhil.protocol.formats.crc32 import crc32_mpeg2
from oceanhil.protocol.formats.pico_image import build_boot_code, has_block_marker, has_boot_code
from tests.together import together

CODE = build_boot_code(b"boot")


def test_the_checksum_is_the_published_one() -> None:
    # CRC-32/MPEG-2: the check value of its catalogue entry.
    assert (crc32_mpeg2(b"123456789"), crc32_mpeg2(b"")) == (0x0376E6E7, 0xFFFFFFFF)


def test_boot_code_is_252_bytes_with_their_checksum() -> None:
    assert (len(CODE), CODE[:252]) == (256, b"boot" + bytes(248))
    assert has_boot_code(CODE + b"program")


@together
@pytest.mark.parametrize("at", range(0, 256, 15))
def test_all_of_the_boot_code_is_looked_at(at: int) -> None:
    damaged = bytearray(CODE)
    damaged[at] ^= 1
    assert not has_boot_code(bytes(damaged))


@pytest.mark.parametrize("length", [0, 4, 252, 255])
def test_boot_code_that_is_cut_off_is_none(length: int) -> None:
    assert not has_boot_code(CODE[:length])


def test_code_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="boot code of 253 bytes, expected at most 252"):
        build_boot_code(bytes(253))


def test_an_rp2350_s_marker_stands_in_the_first_4096_bytes() -> None:
    marker = bytes.fromhex("d3deffff")
    assert has_block_marker(bytes(4092) + marker)
    assert not has_block_marker(bytes(4093) + marker)
