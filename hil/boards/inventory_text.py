"""Writing an inventory for what is plugged in, with comments that say what was guessed and what else can be set.

Sources: the USB ids that Silicon Labs (CP210x), WCH (CH34x, CH9102), FTDI (FT232) and Prolific (PL2303) publish for
their adapters, Espressif's PID list (`espressif/usb-pids`), Raspberry Pi's (`raspberrypi/usb-pid`). An adapter does not
say which chip is behind it: the kind is a guess to be checked with `oceanhil boards probe`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import tomlkit
from tomlkit.items import Table

from oceanhil.boards import OWN_NAMES, families
from oceanhil.boards.family import Usb
from oceanhil.hil.link.modem import default_policy
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.protocol.board import Board

_8266_FIRST: Final = (Board.ESP8266, Board.ESP32)
_RASPBERRY_PI: Final = "2e8a:"
_NOT_A_RUNNING_PICO: Final = frozenset({"2e8a:0003", "2e8a:000f", "2e8a:000c"})
"""RP2040 and RP2350 in BOOTSEL mode, the debug probe."""
_HEAD = """Boards of this bench, for 'oceanhil run --world serial:bench1'.
Written from what was plugged in. A USB adapter does not tell which chip is behind it: check every
kind, then let 'oceanhil boards probe' look, and add the MAC that it reads to each board.
All keys: oceanhil schema inventory"""
_NOTHING = f"""Nothing that looks like a board was plugged in. An example to fill in:

[board.desk]
kind = "esp32"               # {" | ".join(OWN_NAMES)}
port = "/dev/ttyUSB0"        # or usb_serial, vid_pid, location
mac = "24:6F:28:AA:BB:CC"
agent = true                 # its firmware answers the agent protocol"""
_WORTHLESS_SERIALS = frozenset({"", "0", "0001", "0000", "00000000"})


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A known USB id: its name, and the kinds that are likely behind it, likeliest first."""

    name: str
    kinds: tuple[Board, ...] = (Board.ESP32, Board.ESP8266)


KNOWN: Final[Mapping[str, UsbDevice]] = MappingProxyType(
    {
        "10c4:ea60": UsbDevice("Silicon Labs CP210x"),
        "10c4:ea63": UsbDevice("Silicon Labs CP210x"),
        "10c4:ea64": UsbDevice("Silicon Labs CP2102C"),
        "10c4:ea70": UsbDevice("Silicon Labs CP2105"),
        "10c4:ea71": UsbDevice("Silicon Labs CP2108"),
        "1a86:7523": UsbDevice("WCH CH340", _8266_FIRST),
        "1a86:7522": UsbDevice("WCH CH340", _8266_FIRST),
        "1a86:5523": UsbDevice("WCH CH341", _8266_FIRST),
        "1a86:55d4": UsbDevice("WCH CH9102"),
        "1a86:55d3": UsbDevice("WCH CH343"),
        "0403:6001": UsbDevice("FTDI FT232R"),
        "0403:6010": UsbDevice("FTDI FT2232H"),
        "0403:6014": UsbDevice("FTDI FT232H"),
        "0403:6015": UsbDevice("FTDI FT-X"),
        "067b:2303": UsbDevice("Prolific PL2303"),
        "303a:1002": UsbDevice("Espressif USB bridge"),
    }
)
_SERIAL_JTAG: Final = "303a:1001"
_PICO_W: Final = UsbDevice("Raspberry Pi Pico", (Board.PICOW,))
_PICO_W_OF_ITS_CORE: Final = "2e8a:f00a"
"""What arduino-pico gives a Pico W, and no other board (its boards.txt)."""


def known_device(vid_pid: str) -> UsbDevice | None:
    """Give what a USB id such as `10c4:ea60` is known for; None if it is not known as a board or an adapter."""
    if vid_pid.startswith(_RASPBERRY_PI) and vid_pid not in _NOT_A_RUNNING_PICO:
        return _PICO_W if vid_pid == _PICO_W_OF_ITS_CORE else UsbDevice("Raspberry Pi Pico", _kinds_with(Usb.DEVICE))
    if vid_pid == _SERIAL_JTAG:
        return UsbDevice("Espressif USB Serial/JTAG", _kinds_with(Usb.SERIAL_JTAG))
    return KNOWN.get(vid_pid)


def _kinds_with(usb: Usb) -> tuple[Board, ...]:
    return tuple(of.board for of in families() if of.usb is usb)


def inventory_text(ports: Sequence[PluggedPort]) -> str:
    """Write the text of an inventory with a board for each port that may be one; the rest is named in a comment."""
    document = tomlkit.document()
    _comment(document, _HEAD)
    boards = [(port, device) for port in ports if (device := known_device(port.vid_pid))]
    others = [port for port in ports if known_device(port.vid_pid) is None]
    names = _names([device.kinds[0] for _, device in boards])
    document.add(tomlkit.nl())
    if boards:
        document.add("bench", _super(bench1=_bench(names)))
        serials = Counter(port.usb_serial for port, _ in boards)
        tables = {
            name: _board(port, device, unique=serials[port.usb_serial] == 1)
            for name, (port, device) in zip(names, boards, strict=True)
        }
        document.add("board", _super(**tables))
    else:
        _comment(document, _NOTHING)
    if others:
        document.add(tomlkit.nl())
        _comment(document, "Not taken for boards:\n" + "\n".join(f"  {_described(port)}" for port in others))
    return document.as_string()


def _names(kinds: Sequence[Board]) -> list[str]:
    """Name boards by kind, numbered where there are several."""
    total, seen = Counter(kinds), Counter[Board]()
    names: list[str] = []
    for kind in kinds:
        seen[kind] += 1
        names.append(f"{kind.value}-{seen[kind]}" if total[kind] > 1 else kind.value)
    return names


def _bench(names: Sequence[str]) -> Table:
    bench = tomlkit.table()
    bench.add("boards", list(names))
    bench.add(
        tomlkit.comment('server = "http://192.168.1.10:8080"  # as the boards see it; else a mock server at bind')
    )
    bench.add(tomlkit.comment('bind = "0.0.0.0:8080"'))
    return bench


def _board(port: PluggedPort, device: UsbDevice, *, unique: bool) -> Table:
    board = tomlkit.table()
    board.add(tomlkit.comment(_described(port)))
    board.add("kind", device.kinds[0].value)
    if len(device.kinds) > 1:
        board["kind"].comment("a guess; or " + ", ".join(kind.value for kind in device.kinds[1:]))
    if unique and port.usb_serial not in _WORTHLESS_SERIALS:
        board.add("usb_serial", port.usb_serial)
    elif port.location:
        board.add("location", port.location)
        board["location"].comment("no USB serial number of its own: it stays with this USB port")
    else:
        board.add("port", port.device)
    board.add("lines", default_policy(device.kinds[0], port.vid_pid).value)
    agent = tomlkit.item(False)  # noqa: FBT003 - a value of TOML
    board.add("agent", agent.comment("true if its firmware answers the agent protocol"))
    board.add(tomlkit.comment('mac = "..."  # oceanhil boards probe reads it'))
    return board


def _described(port: PluggedPort) -> str:
    device = known_device(port.vid_pid)
    words = [port.device, device.name if device else port.description, port.vid_pid, port.location]
    return " · ".join("".join(filter(str.isprintable, word)) for word in words if word and word != "n/a")


def _super(**tables: Table) -> Table:
    table = tomlkit.table(is_super_table=True)
    for name, each in tables.items():
        table.add(name, each)
    return table


def _comment(document: tomlkit.TOMLDocument, text: str) -> None:
    for line in text.splitlines():
        document.add(tomlkit.comment(line) if line else tomlkit.nl())
