import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.diagnosis.device_ids import IdChange, compare_device_ids
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.identity import Derivation, device_id

WRONG = (Derivation.REVERSED, Derivation.NO_LEADING_ZEROS, Derivation.LOW_32_BITS, Derivation.CHIP_ID)
"""Those that firmware in the field has; before Wi-Fi every MAC looks the same."""
MACS = st.binary(min_size=6, max_size=6).filter(lambda mac: len(set(mac)) > 1 and any(mac[3:]))


@given(st.sampled_from(PLATFORM_BOARDS), st.data(), MACS)
def test_the_same_mac_read_in_another_way_is_told_from_other_hardware(
    board: Board, data: st.DataObject, mac: bytes
) -> None:
    wrong = data.draw(st.sampled_from(WRONG))
    right, other = device_id(board, mac), device_id(board, mac, wrong)
    expected = None if right == other else IdChange.REVERSED
    assert compare_device_ids(right, other) is expected
    assert compare_device_ids(other, right) is expected


def test_another_mac_is_other_hardware() -> None:
    one, other = (device_id(Board.ESP32, bytes.fromhex(mac)) for mac in ("246f28aabbcc", "246f28aabbcd"))
    assert compare_device_ids(one, other) is IdChange.OTHER


@pytest.mark.parametrize(("before", "now"), [("", "ESP32_246F28AABBCC"), ("ESP32_246F28AABBCC", ""), ("x_yz", "x_12")])
def test_nothing_is_said_about_an_unknown_id(before: str, now: str) -> None:
    assert compare_device_ids(before, now) is None


def test_the_same_id_is_no_change() -> None:
    same = device_id(Board.PICOW, bytes.fromhex("28cdc1aabbcc"), Derivation.STATION_MAC)
    assert compare_device_ids(same, same) is None
