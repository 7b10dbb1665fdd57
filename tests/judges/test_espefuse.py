"""Espressif's fuse tool reads the MAC that the simulated factory burnt, and computes the same CRC."""

import re
from pathlib import Path
from random import Random

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.simulator.identity.fuses import MacUnreadableError, burn, crc8, damage, read_mac
from tests.judges.espefuse import espefuse

pytestmark = pytest.mark.long

SOME = Random(3)
# EFUSE_BLK3_RDATA0_REG, as an offset from the first register (ESP32 Technical Reference Manual, eFuse Controller).
_BLOCK3 = 0x78
MACS = [
    bytes.fromhex("246f28aabbcc"),
    bytes.fromhex("30aea4000000"),
    *(b"\x24\x0a\xc4" + SOME.randbytes(3) for _ in range(1)),
]
each_mac = pytest.mark.parametrize("mac", MACS, ids=lambda mac: str(mac.hex(":")))


def fuses_holding(words: tuple[int, ...], folder: Path) -> Path:
    """Return a file of blank fuses in which block 0 begins with these words."""
    file = folder / "efuse.bin"
    espefuse(file, "summary")
    block0 = b"".join(word.to_bytes(4, "little") for word in words)
    file.write_bytes((block0 + registers(file)[len(block0) :])[::-1])
    return file


def registers(fuses: Path) -> bytes:
    """Return the fuse controller's registers from the first on; the file has them with the last byte first."""
    return fuses.read_bytes()[::-1]


def factory_mac(summary: str) -> str:
    """Return the line of the summary that shows the factory's MAC."""
    found = re.search(r"^MAC \(BLOCK0\).*?= (.*?)$", summary, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found.group(1)


@each_mac
def test_espefuse_reads_the_mac_that_was_burnt(mac: bytes, tmp_path: Path) -> None:
    fuses = fuses_holding(burn(Board.ESP32, mac), tmp_path)
    assert factory_mac(espefuse(fuses, "summary")).startswith(f"{mac.hex(':')} (CRC {crc8(mac):#04x} OK)")


@each_mac
def test_espefuse_computes_the_same_crc(mac: bytes, tmp_path: Path) -> None:
    fuses = tmp_path / "efuse.bin"
    espefuse(fuses, "burn-custom-mac", mac.hex(":"))
    assert f"{mac.hex(':')} (CRC {crc8(mac):#04x} OK)" in espefuse(fuses, "get-custom-mac")


@each_mac
def test_a_custom_mac_has_the_octets_and_the_crc_of_the_factorys_words(mac: bytes, tmp_path: Path) -> None:
    """Block 3 holds the CRC, then the MAC; the factory's block 0 has them in words 1 and 2 in reverse order."""
    fuses = tmp_path / "efuse.bin"
    espefuse(fuses, "burn-custom-mac", mac.hex(":"))
    crc, *octets = registers(fuses)[_BLOCK3 : _BLOCK3 + 7]
    assert (bytes(octets), crc) == (mac, crc8(mac))
    words = burn(Board.ESP32, mac)
    assert words[1].to_bytes(4, "big") == bytes(octets[2:])
    assert words[2] == int.from_bytes(octets[:2], "big") | crc << 16


def test_espefuse_rejects_what_the_simulator_rejects(tmp_path: Path) -> None:
    words = damage(Board.ESP32, burn(Board.ESP32, MACS[0]), MacFault.BAD_CRC)
    with pytest.raises(MacUnreadableError):
        read_mac(Board.ESP32, words)
    assert "invalid" in factory_mac(espefuse(fuses_holding(words, tmp_path), "summary")).lower()
