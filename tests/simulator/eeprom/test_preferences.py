"""The Preferences class of the ESP32 core."""

from simulator.eeprom.nvs import NvsPartition
from simulator.eeprom.preferences import Preferences
from simulator.flash import Flash


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
