"""What is likely to be behind a USB id: the serial adapters and chips of the families here.

Sources: the USB ids that Silicon Labs (CP210x), WCH (CH34x, CH9102), FTDI (FT232) and Prolific (PL2303) publish for
their adapters, Espressif's PID list (`espressif/usb-pids`), Raspberry Pi's (`raspberrypi/usb-pid`). An adapter does not
say which chip is behind it: the kind is a guess to be checked with `oceanhil boards probe`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.protocol.board import Board


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A known USB id: its name, and the kinds that are likely behind it, likeliest first."""

    name: str
    kinds: tuple[Board, ...] = (Board.ESP32, Board.ESP8266)


_8266_FIRST: Final = (Board.ESP8266, Board.ESP32)
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
        "303a:1001": UsbDevice("Espressif USB Serial/JTAG", (Board("esp32s3"), Board("esp32c3"))),
        "303a:1002": UsbDevice("Espressif USB bridge"),
    }
)
_RASPBERRY_PI: Final = "2e8a:"
_NOT_A_RUNNING_PICO: Final = frozenset({"2e8a:0003", "2e8a:000f", "2e8a:000c"})
"""RP2040 and RP2350 in BOOTSEL mode, the debug probe."""
_PICO: Final = UsbDevice("Raspberry Pi Pico", (Board.PICOW,))


def known_device(vid_pid: str) -> UsbDevice | None:
    """Give what a USB id such as `10c4:ea60` is known for; None if it is not known as a board or an adapter."""
    if vid_pid.startswith(_RASPBERRY_PI) and vid_pid not in _NOT_A_RUNNING_PICO:
        return _PICO
    return KNOWN.get(vid_pid)
