import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.identity import Derivation, device_id, format_mac, is_device_id, mac_as_read, parse_mac
from tests.together import together

ESP32_MAC = bytes.fromhex("246f28aabbcc")
MACS = st.binary(min_size=6, max_size=6)


@given(MACS, st.sampled_from([":", "-", ""]), st.booleans())
def test_a_mac_is_read_in_every_form_it_is_written_in(mac: bytes, separator: str, upper: bool) -> None:
    text = mac.hex(separator) if separator else mac.hex()
    assert parse_mac(text.upper() if upper else text) == mac


@given(MACS)
def test_a_mac_is_written_as_upper_case_pairs_with_colons(mac: bytes) -> None:
    assert parse_mac(format_mac(mac)) == mac
    assert format_mac(ESP32_MAC) == "24:6F:28:AA:BB:CC"


@together
@pytest.mark.parametrize(
    "text",
    [
        "",
        "24:6F:28:AA:BB",
        "24:6F:28:AA:BB:CC:DD",
        "24:6F-28:AA:BB:CC",
        "24:6F28:AABB:CC",
        "246.F28.AAB.BCC",
        "2:46F:28:AA:BB:CC",
        "24:6F:28:AA:BB:GG",
        " 24:6F:28:AA:BB:CC",
        "24:6F:28:AA:BB:CC\n",
        "24 6F 28 AA BB CC",
        "\uff124:6F:28:AA:BB:CC",
    ],
)
def test_anything_else_is_no_mac(text: str) -> None:
    assert parse_mac(text) is None


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_the_device_id_is_the_prefix_and_the_mac_in_order(board: Board) -> None:
    assert device_id(board, ESP32_MAC) == f"{board.device_id_prefix}246F28AABBCC"


@pytest.mark.parametrize(
    ("derivation", "mac", "digits"),
    [
        # Printing ESP32's ESP.getEfuseMac() with %012llX.
        (Derivation.REVERSED, "246f28aabbcc", "CCBBAA286F24"),
        (Derivation.REVERSED, "58bf258b3700", "00378B25BF58"),
        # OpenBikeSensorFirmware issue 315.
        (Derivation.NO_LEADING_ZEROS, "58bf258b3700", "378B25BF58"),
        (Derivation.NO_LEADING_ZEROS, "246f28aabbcc", "CCBBAA286F24"),
        # ESPresense issue 2402: a cast to uint32_t keeps the vendor's octets and one more.
        (Derivation.LOW_32_BITS, "246f28aabbcc", "AA286F24"),
        # esp8266/Arduino issue 2732: ESP.getChipId().
        (Derivation.CHIP_ID, "5ccf7f146a18", "146A18"),
        (Derivation.CHIP_ID, "5ccf7f00000a", "00000A"),
    ],
)
def test_a_wrong_derivation_shows_the_digits_seen_in_the_field(derivation: Derivation, mac: str, digits: str) -> None:
    assert device_id(Board.ESP32, bytes.fromhex(mac), derivation) == f"ESP32_{digits}"


def test_the_derivations_are_named_as_scenario_files_write_them() -> None:
    names = ["station-mac", "reversed", "no-leading-zeros", "low-32-bits", "chip-id", "before-wifi"]
    assert [derivation.value for derivation in Derivation] == names


@given(MACS)
def test_before_wifi_every_board_has_the_same_id_and_the_same_mac(mac: bytes) -> None:
    assert device_id(Board.ESP32, mac, Derivation.BEFORE_WIFI) == "ESP32_000000000000"
    assert mac_as_read(mac, Derivation.BEFORE_WIFI) == bytes(6)


@pytest.mark.slow
@given(MACS, st.sampled_from([each for each in Derivation if each is not Derivation.BEFORE_WIFI]))
def test_every_other_derivation_reads_the_mac_itself_rightly(mac: bytes, derivation: Derivation) -> None:
    assert mac_as_read(mac, derivation) == mac


def test_cut_to_32_bits_two_boards_of_one_batch_share_an_id() -> None:
    one, other = bytes.fromhex("246f28aabbcc"), bytes.fromhex("246f28aa0102")
    assert device_id(Board.ESP32, one, Derivation.LOW_32_BITS) == device_id(Board.ESP32, other, Derivation.LOW_32_BITS)


@given(MACS, MACS, st.sampled_from(PLATFORM_BOARDS))
def test_different_macs_give_different_ids_when_derived_rightly(one: bytes, other: bytes, board: Board) -> None:
    assert (device_id(board, one) == device_id(board, other)) == (one == other)


@given(MACS, st.sampled_from(PLATFORM_BOARDS), st.sampled_from(Derivation))
def test_whatever_the_derivation_the_server_accepts_its_form(mac: bytes, board: Board, derivation: Derivation) -> None:
    assert is_device_id(device_id(board, mac, derivation))


def test_no_wrong_derivation_gives_the_right_id() -> None:
    wrong = set(Derivation) - {Derivation.STATION_MAC}
    assert all(device_id(Board.ESP32, ESP32_MAC, each) != device_id(Board.ESP32, ESP32_MAC) for each in wrong)


@pytest.mark.parametrize("text", ["a", "ESP32_246F28AABBCC", "my-device", "x" * 64])
def test_letters_digits_dash_and_underscore_make_a_device_id(text: str) -> None:
    assert is_device_id(text)


@pytest.mark.parametrize("text", ["", "x" * 65, "a b", "é", "a\n", "a/b", "a.b"])
def test_anything_else_is_no_device_id(text: str) -> None:
    assert not is_device_id(text)
