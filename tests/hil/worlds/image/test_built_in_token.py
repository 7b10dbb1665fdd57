"""The token of a program that has no agent, found in it and replaced."""

from pathlib import Path

import pytest

from oceanhil.hil.emulators.image_file import ImageFile, Parts
from oceanhil.hil.worlds.image.built_in_token import built_in_token
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.world import LackingError
from oceanhil.simulator.flash.chip import SECTOR_BYTES

TOKEN = b"oc_reg_" + b"k" * 43
OTHER = "oc_reg_" + "x" * 43


def image(*parts: tuple[int, bytes]) -> ImageFile:
    given: Parts = parts
    return ImageFile(Path("firmware.uf2"), given)


def test_a_token_across_blocks_and_sectors_is_replaced_in_both_sectors() -> None:
    start = SECTOR_BYTES - 20
    found = built_in_token(image((0, b"code"), (start, TOKEN[:30]), (start + 30, TOKEN[30:] + b"\0more")))
    assert found is not None
    sectors = found.replaced(Firmware(OTHER))
    assert sorted(sectors) == [0, 1]
    whole = sectors[0] + sectors[1]
    assert whole[start : start + 55] == OTHER.encode() + b"\0more"
    assert whole.startswith(b"code\xff")


def test_a_shorter_token_ends_where_it_does() -> None:
    found = built_in_token(image((0, TOKEN + b"\0")))
    assert found is not None
    assert found.replaced(Firmware("oc_reg_short"))[0].startswith(b"oc_reg_short" + bytes(39))


def test_every_copy_of_the_token_is_replaced() -> None:
    found = built_in_token(image((0, TOKEN + b"\0"), (3 * SECTOR_BYTES, TOKEN + b"\0")))
    assert found is not None
    assert sorted(found.replaced(Firmware(OTHER))) == [0, 3]


@pytest.mark.parametrize(
    "content",
    [b"no token", b"oc_reg_", TOKEN + b"k" * 15, TOKEN[:22], TOKEN + b"\0" + OTHER.encode()],
    ids=["none", "a prefix", "too long", "too short", "two"],
)
def test_a_program_without_one_token_is_left_alone(content: bytes) -> None:
    assert built_in_token(image((0, content + b"\0"))) is None


@pytest.mark.parametrize(
    ("firmware", "why"),
    [
        (Firmware(OTHER, store=StorePolicy.LEGACY), "the scenario chooses network, store or derivation"),
        (Firmware(OTHER, wifi_ssid="Another"), "the scenario chooses network, store or derivation"),
        (Firmware(OTHER + "x"), "room for a token of 51 bytes: the program's own has 50"),
    ],
)
def test_what_cannot_be_put_in_its_place_is_lacking(firmware: Firmware, why: str) -> None:
    found = built_in_token(image((0, TOKEN + b"\0")))
    assert found is not None
    with pytest.raises(LackingError, match=why):
        found.replaced(firmware)
