"""The adapters there are a model of, and what each is made of. A new one is a row of `ADAPTERS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from oceanhil.boards.family import Usb
from oceanhil.protocol.facts import adapters
from oceanhil.simulator.adapter import rates

FRAME_US: Final = 1_000
"""A frame of USB at full speed: no request is quicker, and no packet waits less (USB 2.0, 5.3.3)."""
_PACKET_BYTES: Final = 64
_FTDI_STATUS_BYTES: Final = 2


class AdapterKind(Enum):
    """An adapter by the word of options and worlds."""

    CP210X = "cp210x"
    CH340 = "ch340"
    FTDI = "ftdi"
    CDC = "cdc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """`vid_pid` as USB says it, hex; `rate` gives the baud it makes of what is asked for.

    `fits` are the boards that it stands on: those without USB of their own, or those with.
    """

    chip: str
    vid_pid: str
    rate: Callable[[int], int]
    packet_bytes: int
    latency_us: int
    fits: frozenset[Usb] = frozenset({Usb.ADAPTER})


ADAPTERS: Final[Mapping[AdapterKind, Adapter]] = MappingProxyType(
    {
        AdapterKind.CP210X: Adapter(
            chip="CP2102", vid_pid="10c4:ea60", rate=rates.cp2102, packet_bytes=_PACKET_BYTES, latency_us=FRAME_US
        ),
        AdapterKind.CH340: Adapter(
            chip="CH340",
            vid_pid="1a86:7523",
            rate=rates.ch340,
            packet_bytes=adapters.CH340_PACKET_BYTES.value,
            latency_us=FRAME_US,
        ),
        # Each packet begins with two bytes about the line.
        AdapterKind.FTDI: Adapter(
            chip="FT232R",
            vid_pid="0403:6001",
            rate=rates.ft232r,
            packet_bytes=_PACKET_BYTES - _FTDI_STATUS_BYTES,
            latency_us=adapters.FTDI_LATENCY_MS.value * 1_000,
        ),
        AdapterKind.CDC: Adapter(
            chip="the chip's own USB",
            vid_pid="",
            rate=rates.any_rate,
            packet_bytes=_PACKET_BYTES,
            latency_us=FRAME_US,
            fits=frozenset({Usb.SERIAL_JTAG, Usb.DEVICE}),
        ),
    }
)
