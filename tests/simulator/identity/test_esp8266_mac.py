import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.identity.esp8266 import burn, chip_id, read

MACS = st.binary(min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("mac", "number"),
    [
        # esp8266/Arduino issue 2732.
        ("5ccf7f146a18", 0x146A18),
        ("5ccf7f00000a", 0x00000A),
    ],
)
def test_the_chip_id_is_the_last_three_octets(mac: str, number: int) -> None:
    assert chip_id(burn(bytes.fromhex(mac))) == number


def test_a_chip_that_chooses_its_vendor_shows_the_choice_in_its_chip_id() -> None:
    words = (0x18000000, 0x1146A, 0, 0)
    assert read(words) == bytes.fromhex("acd074146a18")
    assert chip_id(words) == 0x1146A18


@given(MACS, MACS)
def test_two_vendors_may_have_the_same_chip_id(one: bytes, other: bytes) -> None:
    assert chip_id(burn(one[:3] + b"\1\2\3")) == chip_id(burn(other[:3] + b"\1\2\3"))


def test_a_blank_chip_has_no_mac() -> None:
    assert read((0, 0, 0, 0)) == bytes(6)
