"""What a farm says of its boards becomes a bench, as an inventory would."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
import yaml

from oceanhil.hil.boards.entry import BoardEntry, InventoryError, PowerBy, PowerControl, Time, key_of
from oceanhil.hil.boards.farm_bench import bench_of
from oceanhil.hil.boards.labgrid_export import exporter_text
from oceanhil.hil.farm.bridge import FoundPlace, Scalar
from oceanhil.hil.farm.place import FarmError, FarmKind, FarmPlace, Selection
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board

ALL = Selection(FarmKind.LABGRID)


def place(
    said: dict[str, Scalar] | None = None, *, has_power: bool = False, host: str = "127.0.0.1", **tags: str
) -> FoundPlace:
    return FoundPlace("desk", tags, "", has_port=True, has_power=has_power, board=said or {}, host=host)


def only(found: FoundPlace) -> BoardEntry:
    (entry,) = bench_of(ALL, [found]).boards
    return entry


def test_tags_that_are_words_of_an_inventory_describe_a_board_and_others_do_not() -> None:
    entry = only(place(kind="esp8266", agent="true", baud="74880", boots_s="9", location="shelf 3", owner="alice"))
    assert (entry.kind, entry.agent, entry.baud, entry.location) == (Board.ESP8266, True, 74_880, "")
    assert entry.boots_s == 9
    assert entry.place == FarmPlace(FarmKind.LABGRID, "desk")


def test_what_stands_beside_the_port_goes_before_tags() -> None:
    entry = only(place({"kind": "esp32", "control": "tcp:127.0.0.1:4002", "time": "held"}, kind="picow"))
    assert (entry.kind, entry.power, entry.time) == (Board.ESP32, PowerControl("tcp:127.0.0.1:4002"), Time.HELD)


def test_the_control_channel_of_a_board_on_another_machine_is_none_of_this_ones() -> None:
    said: dict[str, Scalar] = {"kind": "esp32", "agent": True, "control": "tcp:127.0.0.1:4002", "time": "held"}
    entry = only(place(said, host="192.0.2.7"))
    assert (entry.power, entry.time) == (PowerBy.AGENT, Time.REAL)


def test_a_power_switch_of_the_farm_is_the_boards() -> None:
    assert only(place(kind="esp32", has_power=True)).power is PowerBy.PLACE
    assert only(place(kind="esp32")).power is PowerBy.RESET_LINE


def test_its_key_is_its_place_wherever_the_farm_has_its_port() -> None:
    entry = only(place(kind="esp32"))
    assert key_of(entry) == key_of(entry.reached_at("rfc2217://lab1:4001")) == "place-labgrid-desk"


def test_a_board_that_nothing_is_said_of_is_an_error() -> None:
    with pytest.raises(FarmError, match=r'give it a tag such as kind=esp32.*place = "labgrid:desk"'):
        bench_of(ALL, [place()])


def test_a_wrong_tag_is_told_as_a_mistake_of_an_inventory() -> None:
    with pytest.raises(InventoryError, match=r"labgrid:\d+: unknown kind 'esp99'"):
        bench_of(ALL, [place(kind="esp99")])


def test_no_place_is_an_error() -> None:
    with pytest.raises(FarmError, match="no place 'labgrid:' has a serial port"):
        bench_of(ALL, [])


def board(
    port: str = "", usb: tuple[str, str, str] = ("", "", ""), *, baud: int = 115_200, mac: bytes | None = None
) -> BoardEntry:
    """A board with an agent at a port, or by USB serial number, vendor and product, and place."""
    return BoardEntry(
        name="s1", kind=Board.ESP32, lines=ModemPolicy.CLASSIC, power=PowerBy.AGENT, agent=True,
        port=port, usb_serial=usb[0], vid_pid=usb[1], location=usb[2], baud=baud, mac=mac,
    )  # fmt: skip


def exported(entry: BoardEntry) -> dict[str, object]:
    group: dict[str, object] = yaml.safe_load(exporter_text([entry]).text)["s1"]
    return group


@pytest.mark.parametrize(
    ("entry", "resource"),
    [
        (board("/dev/ttyUSB0"), {"RawSerialPort": {"port": "/dev/ttyUSB0", "speed": 115_200}}),
        (
            board(usb=("A1", "10c4:ea60", "")),
            {
                "USBSerialPort": {
                    "match": {"ID_SERIAL_SHORT": "A1", "ID_VENDOR_ID": "10c4", "ID_MODEL_ID": "ea60"},
                    "speed": 115_200,
                }
            },
        ),
        (
            board(usb=("", "", "1-1.4")),
            {"USBSerialPort": {"match": {"@sys_name": "1-1.4"}, "speed": 115_200}},
        ),
        (
            board("socket://lab:4001", baud=9600),
            {"NetworkSerialPort": {"host": "lab", "port": 4001, "speed": 9600, "protocol": "raw"}},
        ),
    ],
)
def test_a_port_is_exported_in_labgrids_words(entry: BoardEntry, resource: dict[str, object]) -> None:
    assert {key: value for key, value in exported(entry).items() if key != "OceanhilBoard"} == resource


def test_what_an_exporter_says_of_a_board_makes_the_same_board() -> None:
    said = exported(replace(board("/dev/ttyUSB0", mac=bytes(6), baud=9600), boots_s=9))["OceanhilBoard"]
    assert isinstance(said, dict)
    entry = only(place(said))
    assert (entry.kind, entry.lines, entry.agent, entry.mac, entry.baud) == (
        Board.ESP32, ModemPolicy.CLASSIC, True, bytes(6), 9600,
    )  # fmt: skip
    assert entry.boots_s == 9


def test_a_board_on_this_machine_finds_its_server_on_loopback_and_only_there() -> None:
    assert bench_of(ALL, [place(kind="esp32")]).bind == "127.0.0.1:0"


def test_a_board_that_no_exporter_can_reach_is_left_out_by_name() -> None:
    entry = BoardEntry(
        name="s1",
        kind=Board.ESP32,
        lines=ModemPolicy.NONE,
        power=PowerBy.NONE,
        place=FarmPlace(FarmKind.LABGRID, "desk"),
    )
    written = exporter_text([entry])
    assert (written.boards, written.left_out) == ((), {"s1": "no exporter can reach it: labgrid:desk"})


def test_the_command_lines_of_an_exporter_mean_its_file_and_boards_whatever_they_are_called() -> None:
    named = BoardEntry(name="desk 1", kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port="/dev/ttyUSB0")
    steps = exporter_text([named]).next_steps("my lab", "my boards.yaml")
    assert [shlex.split(step) for step in steps] == [
        ["labgrid-exporter", "--name", "my lab", "my boards.yaml"],
        ["labgrid-client", "-p", "desk 1", "create"],
        ["labgrid-client", "-p", "desk 1", "add-match", "my lab/desk 1/NetworkSerialPort"],
        ["labgrid-client", "-p", "desk 1", "set-tags", "kind=esp32"],
    ]
