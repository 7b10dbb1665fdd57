import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.identity.esp32 import (
    Interface,
    MacUnreadableError,
    burn,
    burn_custom,
    crc8,
    efuse_mac,
    interface_mac,
    read,
    read_custom,
)

MAC = bytes.fromhex("246f28aabbcc")
MACS = st.binary(min_size=6, max_size=6)


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


@pytest.mark.parametrize(
    ("interface", "mac"),
    [
        (Interface.STATION, "246f28aabbfd"),
        (Interface.ACCESS_POINT, "246f28aabbfe"),
        (Interface.BLUETOOTH, "246f28aabbff"),
        # Eight bits wrap; nothing is carried.
        (Interface.ETHERNET, "246f28aabb00"),
    ],
)
def test_each_interface_counts_the_last_octet_up(interface: Interface, mac: str) -> None:
    assert interface_mac(bytes.fromhex("246f28aabbfd"), interface) == bytes.fromhex(mac)


@given(MACS)
def test_the_four_interfaces_have_four_addresses_of_one_vendor(mac: bytes) -> None:
    addresses = {interface_mac(mac, interface) for interface in Interface}
    assert len(addresses) == 4
    assert {address[:5] for address in addresses} == {mac[:5]}


def test_get_efuse_mac_has_the_first_octet_in_its_lowest_byte() -> None:
    assert efuse_mac(MAC) == 0x0000CCBBAA286F24


@pytest.mark.parametrize(
    ("mac", "printed"),
    [
        # `%012llX`, `%04X%08X` of the halves, `%llX`, `(uint32_t)` with `%08X`.
        ("246f28aabbcc", ("CCBBAA286F24", "CCBBAA286F24", "CCBBAA286F24", "AA286F24")),
        # OpenBikeSensorFirmware issue 315.
        ("58bf258b3700", ("00378B25BF58", "00378B25BF58", "378B25BF58", "8B25BF58")),
    ],
)
def test_its_usual_printings_show_the_digits_seen_in_the_field(mac: str, printed: tuple[str, ...]) -> None:
    value = efuse_mac(bytes.fromhex(mac))
    low, high = value & 0xFFFFFFFF, value >> 32
    assert (f"{value:012X}", f"{high & 0xFFFF:04X}{low:08X}", f"{value:X}", f"{low:08X}") == printed


@given(MACS)
def test_a_makers_mac_is_read_back(mac: bytes) -> None:
    assert read_custom(burn_custom(mac)) == mac


def test_a_makers_mac_follows_its_crc_in_block_3() -> None:
    assert burn_custom(MAC) == (0x286F24AC, 0x00CCBBAA, 0, 0, 0, 0x01000000, 0, 0)


@pytest.mark.slow
@given(MACS, st.integers(0, 55))
def test_a_flipped_bit_of_a_makers_mac_is_seen(mac: bytes, bit: int) -> None:
    words = list(burn_custom(mac))
    words[bit // 32] ^= 1 << bit % 32
    with pytest.raises(MacUnreadableError, match=r"custom MAC's CRC is 0x[0-9a-f]{2}, computed 0x[0-9a-f]{2}"):
        read_custom(tuple(words))


@given(MACS, st.lists(st.integers(0, 0xFFFFFFFF), min_size=8, max_size=8))
def test_the_bits_round_a_makers_mac_are_free_for_other_uses(mac: bytes, others: list[int]) -> None:
    # ESP-IDF, esp_efuse_table.csv: CRC and MAC take 56 bits from the first on, the version those from 184 to 191.
    masks = (0, 0xFF000000, *[0xFFFFFFFF] * 3, 0x00FFFFFF, *[0xFFFFFFFF] * 2)
    words = (burnt | other & mask for burnt, other, mask in zip(burn_custom(mac), others, masks, strict=True))
    assert read_custom(tuple(words)) == mac


def test_where_none_was_burnt_there_is_none() -> None:
    with pytest.raises(MacUnreadableError, match="custom MAC version is 0, expected 1"):
        read_custom((0,) * 8)
