import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.simulator.identity.fuses import MacUnreadableError, burn, crc8, damage, read_mac

MAC = bytes.fromhex("246f28aabbcc")
BOARD = st.sampled_from(PLATFORM_BOARDS)
SAID = {
    MacFault.UNREADABLE: "is all zero",
    MacFault.BAD_CRC: "is a group address",
}
"""Of what is read from fuses with a fault that no checksum shows."""


@st.composite
def station_macs(draw: st.DrawFn) -> bytes:
    """Unicast addresses with a vendor, as a factory burns them."""
    vendor = draw(st.integers(1, 0xFFFFFF).map(lambda value: value & ~0x010000).filter(bool))
    return vendor.to_bytes(3, "big") + draw(st.binary(min_size=3, max_size=3))


@pytest.mark.parametrize(
    ("data", "crc"),
    [
        # espefuse burns 0xAC for this address.
        ("246f28aabbcc", 0xAC),
        # The check value of CRC-8/MAXIM-DOW.
        (b"123456789".hex(), 0xA1),
        ("", 0x00),
        ("000000000000", 0x00),
    ],
)
def test_the_crc_is_that_of_dallas_and_espressif(data: str, crc: int) -> None:
    assert crc8(bytes.fromhex(data)) == crc


@given(station_macs(), BOARD)
def test_a_burnt_mac_is_read_back(mac: bytes, board: Board) -> None:
    assert read_mac(board, burn(board, mac)) == mac


@given(station_macs(), BOARD)
def test_every_fuse_word_has_32_bits(mac: bytes, board: Board) -> None:
    assert all(0 <= word < 2**32 for word in burn(board, mac))


def test_esp32_keeps_octets_2_to_5_in_word_1_and_the_crc_above_octets_0_and_1() -> None:
    assert burn(Board.ESP32, MAC) == (0, 0x28AABBCC, 0x00AC246F)


def test_esp8266_keeps_the_last_octet_on_top_of_word_0_and_its_vendor_in_word_3() -> None:
    assert burn(Board.ESP8266, bytes.fromhex("5ccf7f146a18")) == (0x18000000, 0x146A, 0, 0x5CCF7F)


def test_pico_w_keeps_the_octets_in_order() -> None:
    assert burn(Board.PICOW, bytes.fromhex("28cdc1000102")) == (0x28CDC100, 0x01020000)


def test_a_bad_crc_on_esp32_is_one_flipped_bit_of_it() -> None:
    assert damage(Board.ESP32, (0, 0x28AABBCC, 0x00AC246F), MacFault.BAD_CRC) == (0, 0x28AABBCC, 0x00AD246F)


@pytest.mark.parametrize(("selector", "vendor"), [(0, "18fe34"), (1, "acd074")])
def test_an_esp8266_without_a_vendor_in_word_3_has_one_of_two(selector: int, vendor: str) -> None:
    words = (0x18000000, selector << 16 | 0x146A, 0, 0)
    assert read_mac(Board.ESP8266, words) == bytes.fromhex(vendor + "146a18")


@pytest.mark.slow
@given(station_macs(), st.integers(0, 55))
def test_esp32_sees_every_flipped_bit_of_address_or_crc(mac: bytes, bit: int) -> None:
    words = list(burn(Board.ESP32, mac))
    words[1 if bit < 32 else 2] ^= 1 << bit % 32
    with pytest.raises(MacUnreadableError, match=r"fuse CRC is 0x[0-9a-f]{2}, computed 0x[0-9a-f]{2}"):
        read_mac(Board.ESP32, tuple(words))


@pytest.mark.parametrize("fault", MacFault)
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_damaged_chip_gives_no_mac_and_says_why(board: Board, fault: MacFault) -> None:
    words = damage(board, burn(board, MAC), fault)
    with pytest.raises(MacUnreadableError) as caught:
        read_mac(board, words)
    is_checked = fault is MacFault.BAD_CRC and board is Board.ESP32
    assert ("CRC" if is_checked else SAID[fault]) in str(caught.value)


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_group_address_is_no_devices_mac(board: Board) -> None:
    with pytest.raises(MacUnreadableError, match="01:00:5e:00:00:01 is a group address"):
        read_mac(board, burn(board, bytes.fromhex("01005e000001")))
