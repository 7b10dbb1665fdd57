"""What lies just beside the rules by which chips keep their MACs."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.simulator.identity import esp32, esp8266, picow
from oceanhil.simulator.identity.fuses import MacUnreadableError, burn, damage, read_mac


@pytest.mark.parametrize(("selector", "prefix"), [(0, "18fe34"), (1, "acd074"), (2, "000000"), (0xFF, "000000")])
def test_an_esp8266_chooses_between_two_vendors_and_has_none_for_another_choice(selector: int, prefix: str) -> None:
    assert esp8266.read((0x12000000, selector << 16 | 0x3456, 0, 0)).hex() == prefix + "345612"


def test_an_esp8266_with_any_word_burnt_is_not_blank() -> None:
    assert esp8266.read((0, 0, 1, 0)).hex() == "18fe34000000"
    assert esp8266.read((0, 0, 0, 0x5CCF7F)).hex() == "5ccf7f000000"
    assert esp8266.read((0, 0, 0, 0xFF5CCF7F)).hex() == "5ccf7f000000"


def test_bits_above_the_fields_do_not_matter() -> None:
    words = burn(Board.ESP32, bytes.fromhex("246f28aabbcc"))
    assert esp32.read((0, words[1], words[2] | 0xFF000000)).hex() == "246f28aabbcc"
    assert picow.read((0x28CDC100, 0x0102FFFF)).hex() == "28cdc1000102"
    assert esp8266.read((0x18FFFFFF, 0xFF00146A, 0xFFFFFFFF, 0x5CCF7F)).hex() == "5ccf7f146a18"


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_damage_keeps_the_number_of_words(board: Board) -> None:
    words = burn(board, bytes.fromhex("246f28aabbcc"))
    assert damage(board, words, MacFault.UNREADABLE) == (0,) * len(words)
    broken = damage(board, words, MacFault.BAD_CRC)
    assert broken == ((words[0], words[1], words[2] ^ 0x10000) if board is Board.ESP32 else (0xFFFFFFFF,) * len(words))


@pytest.mark.parametrize(("mac", "complaint"), [("000000000000", "the MAC address is all zero"), ("ff" * 6, "group")])
@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_what_no_crc_protects_is_looked_at_all_the_same(board: Board, mac: str, complaint: str) -> None:
    with pytest.raises(MacUnreadableError, match=complaint):
        read_mac(board, burn(board, bytes.fromhex(mac)))


def test_a_local_address_is_a_device_s_mac() -> None:
    assert read_mac(Board.PICOW, burn(Board.PICOW, bytes.fromhex("02cdc1000102"))).hex() == "02cdc1000102"
