"""The form of an inventory: the bounds of every key, and what a wrong value is told to be instead."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oceanhil.boards import OWN_NAMES
from oceanhil.hil.boards.entry import InventoryError
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.inventory_form import NAME, PLACEHOLDERS, inventory_schema

_REGION = "bytes, a multiple of 0x1000"
_EXPECTED = {
    "kind": f"the board's family: {', '.join(OWN_NAMES[:-1])} or {OWN_NAMES[-1]}",
    "port": "a device such as /dev/ttyUSB0 or COM3, or any URL that pyserial knows",
    "usb_serial": "the USB serial number, as text",
    "vid_pid": "USB vendor and product such as '10c4:ea60'",
    "location": "the USB port the board is plugged into, as '1-1.4'",
    "place": "the board's place in a farm, as labgrid:NAME or jumpstarter:NAME",
    "mac": "the MAC, six pairs of hexadecimal digits such as '5C:CF:7F:12:34:56'",
    "baud": "bits per second, 300 to 4000000",
    "boots_s": "the seconds that it may take from a reset to its first line or answer, 1 to 120",
    "agent": "true if its firmware answers the agent protocol, else false",
    "lines": "how DTR and RTS are wired: classic, usb-jtag, pico-cdc or none",
    "driver": "the generation of the EEPROM driver, such as 'idf-5.5.1'",
    "power": 'agent, reset-line, place, none, {on = "...", off = "..."} or {control = "unix:..."}',
    "time": "real, or held for a virtual board on a held clock",
    "network": "radio, or bridge for a board without network: the agent hands over its requests",
    "elf": "the firmware's ELF file, to name functions in a panic",
    "image": "a command that builds an application image; {token} {ssid} {password} {server} are filled in, it writes"
    " the file {output}",
    "firmware": "the name of its [firmware.NAME], where it is not this project's",
    "nvs": "where the NVS partition is: {offset = .., size = ..}",
    "eeprom": "where the EEPROM sector is: {offset = .., size = ..}",
}
_OF_FIRMWARE = {
    "sketch": "the name of its [sketch.NAME] in oceanhil.toml",
    "lines": "a table of documented lines, each by the regular expression of its own",
    "record": "the documented layout in which it keeps its record",
    "eeprom_bytes": "the bytes of EEPROM that it begins, 1 to 4096",
    "poll_interval_s": "the seconds from poll to poll, up to a day",
}
_OF_BENCH = {
    "boards": "a list of names of boards; without it all",
    "server": "a server's URL as the boards see it, http:// or https://",
    "bind": "HOST:PORT on which a mock server is started",
}


def _mistakes(text: str) -> tuple[str, ...]:
    try:
        parse_inventory(text, Path("b"))
    except InventoryError as error:
        return error.mistakes
    return ()


def _of_board(more: str, kind: str = "esp32") -> tuple[str, ...]:
    return _mistakes(f'[board.a]\nkind = "{kind}"\nport = "/dev/x"\n{more}\n')


@pytest.mark.parametrize("key", _EXPECTED)
def test_a_wrong_value_of_a_board_is_told_what_is_expected(key: str) -> None:
    keys = {"kind": '"esp32"', "port": '"/dev/x"', key: "3.5"}
    if key in {"usb_serial", "vid_pid", "location"}:
        del keys["port"]
    said = _mistakes("[board.a]\n" + "".join(f"{name} = {value}\n" for name, value in keys.items()))
    line = 2 + list(keys).index(key)
    assert said == (f"b:{line}: {key} is 3.5; expected {_EXPECTED[key]}",)


@pytest.mark.parametrize("key", _OF_BENCH)
def test_a_wrong_value_of_a_bench_is_told_what_is_expected(key: str) -> None:
    assert _mistakes(f"[bench.a]\n{key} = 3.5\n") == (f"b:2: {key} is 3.5; expected {_OF_BENCH[key]}",)


@pytest.mark.parametrize("key", _OF_FIRMWARE)
def test_a_wrong_value_of_firmware_is_told_what_is_expected(key: str) -> None:
    assert _mistakes(f"[firmware.a]\n{key} = 3.5\n") == (f"b:2: {key} is 3.5; expected {_OF_FIRMWARE[key]}",)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("on", "a command line as one text, or as the list of its words; no shell reads it"),
        ("off", "a command line as one text, or as the list of its words; no shell reads it"),
        ("control", "unix:PATH or tcp:HOST:PORT"),
    ],
)
def test_a_wrong_value_of_a_switch_is_told_what_is_expected(key: str, expected: str) -> None:
    assert _of_board(f"power = {{{key} = 3.5}}") == (f"b:4: {key} is 3.5; expected {expected}",)


@pytest.mark.parametrize("key", ["offset", "size"])
@pytest.mark.parametrize("table", ["nvs", "eeprom"])
def test_a_wrong_value_of_a_region_is_told_what_is_expected(table: str, key: str) -> None:
    numbers = {"offset": "0x9000", "size": "0x1000", key: "3.5"}
    text = ", ".join(f"{name} = {value}" for name, value in numbers.items())
    kind = "esp32" if table == "nvs" else "esp8266"
    assert _of_board(f"{table} = {{{text}}}", kind) == (f"b:4: {key} is 3.5; expected {_REGION}",)


@pytest.mark.parametrize(("key", "line"), [("offset", "{size = 0x1000}"), ("size", "{offset = 0x1000}")])
def test_what_is_missing_in_a_region_is_told_with_what_it_is(key: str, line: str) -> None:
    assert _of_board(f"eeprom = {line}", "esp8266") == (f"b:4: {key!r} is missing; it is {_REGION}",)


def test_the_kind_of_a_board_must_be_given() -> None:
    assert _mistakes('[board.a]\nport = "x"\n') == (f"b:1: 'kind' is missing; it is {_EXPECTED['kind']}",)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("baud = 300", "baud = 299"),
        ("baud = 4000000", "baud = 4000001"),
        ("mac = '5c:CF:7f:12:34:56'", "mac = '5C:CF:7F:12:34'"),
        ("mac = '5c:CF:7f:12:34:56'", "mac = 'x5C:CF:7F:12:34:56'"),
        ("mac = '5c:CF:7f:12:34:56'", "mac = '5C:CF:7F:12:34:56:78'"),
        ("power = {control = 'tcp:h:1'}", "power = {control = 'tcp:h:'}"),
        ("power = {control = 'unix:c'}", "power = {control = 'unix:'}"),
        ("elf = 'x'", "elf = ''"),
        ("nvs = {offset = 0, size = 0x1000}", "nvs = {offset = -0x1000, size = 0x1000}"),
        ("nvs = {offset = 0x1000, size = 0x1000}", "nvs = {offset = 0x1001, size = 0x1000}"),
        ("nvs = {offset = 0x1000, size = 0x1000}", "nvs = {offset = 0x1000, size = 0}"),
        ("nvs = {offset = 0x1000, size = 0x2000}", "nvs = {offset = 0x1000, size = 0x1800}"),
    ],
)
def test_a_value_is_taken_up_to_its_bound(good: str, bad: str) -> None:
    assert _of_board(good) == ()
    assert len(_of_board(bad)) == 1


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("usb_serial = 'x'", "usb_serial = ''"),
        ("location = 'x'", "location = ''"),
        ("port = 'x'", "port = ''"),
        ("vid_pid = '10c4:EA60'", "vid_pid = '10c4:EA6'"),
        ("vid_pid = '10c4:EA60'", "vid_pid = '10c4:EA600'"),
        ("vid_pid = '10c4:EA60'", "vid_pid = '010c4:EA60'"),
    ],
)
def test_what_a_board_is_found_by_is_never_empty(good: str, bad: str) -> None:
    assert _mistakes(f'[board.a]\nkind = "esp32"\n{good}\n') == ()
    assert len(_mistakes(f'[board.a]\nkind = "esp32"\n{bad}\n')) == 1


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("server = 'https://x'", "server = 'xhttps://x'"),
        ("server = 'http://x/a'", "server = 'http:///a'"),
        ("bind = 'h:80'", "bind = ':80'"),
        ("bind = 'h:00080'", "bind = 'h:000080'"),
        ("bind = 'h:80'", "bind = 'h:80a'"),
    ],
)
def test_an_address_of_a_bench_is_one(good: str, bad: str) -> None:
    assert _mistakes(f"[bench.a]\n{good}\n") == ()
    assert len(_mistakes(f"[bench.a]\n{bad}\n")) == 1


@pytest.mark.parametrize(
    ("offset", "size", "is_within"),
    [
        (0xFFFF000, 0x1000, True),
        (0x10000000, 0x1000, False),
        (0x1000, 0x1000000, True),
        (0x1000, 0x1001000, False),
    ],
)
def test_a_region_is_not_larger_than_any_flash(offset: int, size: int, is_within: bool) -> None:
    said = _of_board(f"eeprom = {{offset = {offset}, size = {size}}}", "esp8266")
    assert (said == ()) is is_within


def test_the_words_that_an_image_command_may_use_are_these() -> None:
    assert PLACEHOLDERS == ("token", "ssid", "password", "server", "output")


def test_the_schema_says_what_it_is_and_refers_to_its_own_parts() -> None:
    schema = msgspec.to_builtins(inventory_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "oceanhil inventory"
    assert schema["$ref"] == "#/$defs/InventoryForm"
    assert set(schema["$defs"]) >= {"InventoryForm", "BoardForm", "BenchForm", "PowerForm", "RegionForm"}


@pytest.mark.parametrize(
    "table", ["InventoryForm", "BoardForm", "BenchForm", "FirmwareForm", "PowerForm", "RegionForm"]
)
def test_the_schema_lets_an_editor_mark_unknown_keys_in_every_table(table: str) -> None:
    assert msgspec.to_builtins(inventory_schema())["$defs"][table]["additionalProperties"] is False


def test_the_schema_explains_every_key_in_the_words_of_the_parser() -> None:
    parts = msgspec.to_builtins(inventory_schema())["$defs"]
    assert {key: each["description"] for key, each in parts["BoardForm"]["properties"].items()} == _EXPECTED
    assert {key: each["description"] for key, each in parts["BenchForm"]["properties"].items()} == _OF_BENCH
    assert {key: each["description"] for key, each in parts["FirmwareForm"]["properties"].items()} == _OF_FIRMWARE
    assert parts["BoardForm"]["properties"]["baud"]["default"] == 115_200
    assert list(parts["InventoryForm"]["properties"]["board"]["propertyNames"].values()) == [NAME]
    assert list(parts["InventoryForm"]["properties"]["bench"]["propertyNames"].values()) == [NAME]


@pytest.mark.parametrize(
    ("switch", "is_one"),
    [
        ({"on": "a", "off": "b"}, True),
        ({"control": "unix:/x"}, True),
        ({"on": "a"}, False),
        ({"off": "a"}, False),
        ({}, False),
        ({"on": "a", "control": "unix:/x"}, False),
        ({"off": "a", "control": "unix:/x"}, False),
        ({"on": "a", "off": "b", "control": "unix:/x"}, False),
    ],
)
def test_the_schema_takes_a_switch_with_both_commands_or_a_control_channel(
    switch: dict[str, str], is_one: bool
) -> None:
    import jsonschema

    board = {"kind": "esp32", "port": "x", "power": switch}
    validator = jsonschema.Draft202012Validator(msgspec.to_builtins(inventory_schema()))
    assert validator.is_valid({"board": {"a": board}}) is is_one


@pytest.mark.parametrize("word", ["port", "usb_serial", "location", "vid_pid"])
def test_the_schema_takes_any_way_of_finding_a_board_and_asks_for_one(word: str) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(msgspec.to_builtins(inventory_schema()))
    assert validator.is_valid({"board": {"a": {"kind": "esp32", word: "10c4:ea60"}}})
    assert not validator.is_valid({"board": {"a": {"kind": "esp32"}}})
