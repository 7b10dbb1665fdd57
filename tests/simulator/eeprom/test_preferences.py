"""The Preferences class of the ESP32 core."""

import math
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences, PreferenceType
from oceanhil.simulator.flash.chip import Flash

P = Preferences
NUMBERS = [
    (P.put_char, P.get_char, (-(2**7), 2**7 - 1), 1, PreferenceType.I8),
    (P.put_uchar, P.get_uchar, (0, 2**8 - 1), 1, PreferenceType.U8),
    (P.put_short, P.get_short, (-(2**15), 2**15 - 1), 2, PreferenceType.I16),
    (P.put_ushort, P.get_ushort, (0, 2**16 - 1), 2, PreferenceType.U16),
    (P.put_int, P.get_int, (-(2**31), 2**31 - 1), 4, PreferenceType.I32),
    (P.put_uint, P.get_uint, (0, 2**32 - 1), 4, PreferenceType.U32),
    (P.put_long, P.get_long, (-(2**31), 2**31 - 1), 4, PreferenceType.I32),
    (P.put_ulong, P.get_ulong, (0, 2**32 - 1), 4, PreferenceType.U32),
    (P.put_long64, P.get_long64, (-(2**63), 2**63 - 1), 8, PreferenceType.I64),
    (P.put_ulong64, P.get_ulong64, (0, 2**64 - 1), 8, PreferenceType.U64),
]
Put = Callable[[Preferences, str, int], int]
Get = Callable[[Preferences, str], int]


def partition_on(flash: Flash) -> NvsPartition:
    partition = NvsPartition(flash)
    partition.init()
    return partition


def opened(*, read_only: bool = False) -> Preferences:
    partition = partition_on(Flash(4 << 20))
    Preferences(partition).begin("app")
    preferences = Preferences(partition)
    assert preferences.begin("app", read_only=read_only)
    return preferences


def test_puts_return_what_they_stored() -> None:
    preferences = opened()
    assert preferences.put_uchar("u", 200) == 1
    assert preferences.put_string("s", "héllo") == 6
    assert preferences.put_bytes("b", b"12345") == 5


def test_values_are_there_after_a_reboot() -> None:
    flash = Flash(4 << 20)
    preferences = Preferences(partition_on(flash))
    preferences.begin("app")
    preferences.put_uchar("u", 200)
    preferences.put_string("s", "text")
    preferences.put_bytes("b", b"12345")
    rebooted = Preferences(partition_on(flash))
    rebooted.begin("app", read_only=True)
    assert (rebooted.get_uchar("u"), rebooted.get_string("s"), rebooted.get_bytes("b", 5)) == (200, "text", b"12345")


def test_missing_values_read_as_their_defaults() -> None:
    preferences = opened()
    assert (preferences.get_uchar("u", 9), preferences.get_string("s", "none")) == (9, "none")
    assert (preferences.get_bytes("b", 10), preferences.get_bytes_length("b")) == (b"", 0)


def test_a_blob_larger_than_the_buffer_is_not_read() -> None:
    preferences = opened()
    preferences.put_bytes("b", b"12345")
    assert preferences.get_bytes("b", 4) == b""
    assert preferences.get_bytes_length("b") == 5


def test_remove_and_clear() -> None:
    preferences = opened()
    preferences.put_uchar("one", 1)
    preferences.put_uchar("two", 2)
    assert preferences.remove("one")
    assert not preferences.remove("one")
    assert preferences.clear()
    assert preferences.get_uchar("two") == 0


def test_what_nvs_refuses_is_0_or_false() -> None:
    preferences = opened()
    assert preferences.put_uchar("a key that is too long", 1) == 0
    assert preferences.put_string("a key that is too long", "") == 0
    assert preferences.put_bytes("b", bytes(20_000)) == 0
    assert preferences.put_bytes("b", b"") == 0


def test_read_only_preferences_change_nothing() -> None:
    preferences = opened(read_only=True)
    assert preferences.put_uchar("u", 1) == preferences.put_string("s", "x") == preferences.put_bytes("b", b"x") == 0
    assert not preferences.remove("u")
    assert not preferences.clear()


def test_preferences_that_are_not_open_hold_nothing() -> None:
    preferences = opened()
    preferences.put_uchar("u", 1)
    preferences.end()
    assert (preferences.put_uchar("u", 2), preferences.get_uchar("u", 9)) == (0, 9)
    assert (preferences.get_string("s", "d"), preferences.get_bytes_length("b")) == ("d", 0)


def test_begin_succeeds_once() -> None:
    preferences = opened()
    assert not preferences.begin("app")


def test_a_namespace_is_not_created_read_only() -> None:
    assert not Preferences(partition_on(Flash(4 << 20))).begin("new", read_only=True)


@pytest.mark.parametrize(("put", "get", "extremes", "size", "kind"), NUMBERS)
def test_every_type_of_number_keeps_its_extremes(
    put: Put, get: Get, extremes: tuple[int, int], size: int, kind: PreferenceType
) -> None:
    preferences = opened()
    for value in extremes:
        assert put(preferences, "n", value) == size
        assert get(preferences, "n") == value
    assert preferences.get_type("n") is kind


@given(value=st.floats())
def test_floats_and_doubles_are_blobs_of_4_and_8_bytes(value: float) -> None:
    preferences = opened()
    single = struct.unpack("<f", struct.pack("<f", math.copysign(min(abs(value), 3e38), value)))[0]
    assert (preferences.put_float("f", single), preferences.put_double("d", value)) == (4, 8)
    assert struct.pack("<f", preferences.get_float("f")) == struct.pack("<f", single)
    assert struct.pack("<d", preferences.get_double("d")) == struct.pack("<d", value)
    assert preferences.get_type("f") is PreferenceType.BLOB


@pytest.mark.parametrize("value", [1e39, -1e300, math.inf])
def test_a_number_too_large_for_a_float_is_infinite_in_it(value: float) -> None:
    preferences = opened()
    assert preferences.get_float("none", value) == math.copysign(math.inf, value)
    assert preferences.put_float("f", value) == 4
    assert preferences.get_float("f") == math.copysign(math.inf, value)


def test_a_float_is_its_default_unless_a_blob_of_at_most_4_bytes_is_there() -> None:
    preferences = opened()
    preferences.put_double("d", 1.0)
    preferences.put_bytes("short", struct.pack("<f", 2.5)[2:])
    assert math.isnan(preferences.get_float("none"))
    assert preferences.get_float("d", 7.0) == 7.0
    # Two bytes replace the low half of the default, whose high half stays.
    assert preferences.get_float("short", 1.0) == struct.unpack("<f", b"\x20\x40\x80\x3f")[0]


def test_a_bool_is_true_only_for_1() -> None:
    preferences = opened()
    assert preferences.put_bool("b", value=True) == 1
    assert preferences.get_bool("b")
    preferences.put_uchar("b", 2)
    assert not preferences.get_bool("b", default=True)
    assert preferences.get_bool("none", default=True)


def test_the_type_of_a_key_is_told() -> None:
    preferences = opened()
    preferences.put_string("s", "")
    preferences.put_bytes("b", b"x")
    kinds = [preferences.get_type(key) for key in ("s", "b", "none", "a key that is too long")]
    assert kinds == [PreferenceType.STRING, PreferenceType.BLOB, PreferenceType.INVALID, PreferenceType.INVALID]
    assert preferences.is_key("s")
    assert not preferences.is_key("none")


def test_of_two_types_under_one_key_4_4_7_tells_the_one_put_first() -> None:
    partition = NvsPartition(Flash(4 << 20), NvsGeneration.IDF_4_4_7)
    partition.init()
    preferences = Preferences(partition)
    preferences.begin("app")
    preferences.put_uint("k", 5)
    preferences.put_string("k", "text")
    assert preferences.get_type("k") is PreferenceType.U32
    assert (preferences.get_uint("k"), preferences.get_string("k", "none")) == (5, "none")


def test_free_entries_count_erased_ones_and_the_page_kept_back() -> None:
    preferences = opened()
    assert preferences.free_entries() == 5 * 126 - 1
    preferences.put_bytes("b", bytes(64))
    assert preferences.free_entries() == 5 * 126 - 1 - 4
    preferences.remove("b")
    assert preferences.free_entries() == 5 * 126 - 1


def test_an_unmounted_partition_has_no_types_and_no_free_entries() -> None:
    preferences = Preferences(NvsPartition(Flash(4 << 20)))
    assert (preferences.free_entries(), preferences.get_type("k")) == (0, PreferenceType.INVALID)
    assert preferences.get_double("k", 1.5) == 1.5


def test_a_blob_whose_bytes_went_bad_is_nothing() -> None:
    flash = Flash(4 << 20)
    preferences = Preferences(partition_on(flash))
    preferences.begin("app")
    preferences.put_bytes("blob", b"precious bytes")
    flash.load(b"P", flash.dump(0, 0xE000).index(b"precious"))
    assert (preferences.get_bytes_length("blob"), preferences.get_bytes("blob", 100)) == (14, b"")
