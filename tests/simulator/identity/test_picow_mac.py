from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.identity.picow import MAC_BEFORE_WIFI, PLACEHOLDER_MAC, burn, chip_id, fallback_mac, read

BOARD_IDS = st.binary(min_size=8, max_size=8)


def test_before_wifi_the_mac_is_all_zero() -> None:
    assert MAC_BEFORE_WIFI.hex(":") == "00:00:00:00:00:00"


def test_a_radio_without_otp_shows_the_same_address_as_all_others() -> None:
    assert read(burn(PLACEHOLDER_MAC)).hex(":") == "00:a0:50:b5:59:5e"


def test_without_otp_the_sdk_takes_the_last_six_bytes_of_the_boards_id() -> None:
    assert fallback_mac(bytes.fromhex("e6614104031a2b3c")) == bytes.fromhex("42 04 03 1a 2b 3c")


@given(BOARD_IDS)
def test_that_address_is_local_and_no_group(board_id: bytes) -> None:
    mac = fallback_mac(board_id)
    assert mac[0] & 3 == 2
    assert mac[1:] == board_id[3:]


def test_the_chip_id_is_the_flash_chips_number_in_16_digits() -> None:
    assert chip_id(bytes.fromhex("0061410403 1a2b3c")) == "00614104031A2B3C"
