import pytest

from oceanhil.simulator.identity.esp32 import (
    MacUnreadableError,
    burn,
    crc8,
    read,
)


def with_crc(mac: bytes, crc: int) -> tuple[int, ...]:
    words = burn(mac)
    return (words[0], words[1], words[2] & 0xFFFF | crc << 16)


@pytest.mark.parametrize("mac", ["18fe346a85c7", "18fe346a85e0", "18fe346a85f8"])
def test_a_few_addresses_of_espressif_are_read_whatever_their_crc(mac: str) -> None:
    octets = bytes.fromhex(mac)
    assert read(with_crc(octets, crc8(octets) ^ 0xFF)) == octets


@pytest.mark.parametrize("mac", ["18fe346a85c6", "18fe346a85f9", "18fe346b85d0"])
def test_the_addresses_beside_them_are_not(mac: str) -> None:
    octets = bytes.fromhex(mac)
    with pytest.raises(MacUnreadableError):
        read(with_crc(octets, crc8(octets) ^ 0xFF))
