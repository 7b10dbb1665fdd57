"""Ports behind RFC 2217: opened also where the server's port has no modem lines, and both lines set as one.

pyserial 3.5 waits 50 ms and more for the answer to each line before it asks for the next. That is longer than the
capacitor at a board's EN pin holds it in reset, so a sequence through "RTS alone" and "DTR alone" ends in the firmware
and not in download mode. And it takes a line that the server does not have for a port that cannot be used.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final, cast

import serial

from oceanhil.hil.link.modem import Lines

if TYPE_CHECKING:
    from serial import rfc2217

_ANSWERS_IGNORED: Final = "ign_set_control"
"""pyserial's option for servers that do not answer, or not what was asked for, when a line is set."""
_ABOUT_LINES: Final = "option 'control'"


def open_remote(port: serial.Serial, url: str) -> None:
    """Open it; where the server answers to no line, as one without lines. Raises as pyserial's `open`."""
    # pyserial 3.5 uses methods of Thread that Python deprecates; not the user's affair.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "set(Daemon|Name)", DeprecationWarning)
        try:
            port.open()
        except (ValueError, serial.SerialException) as error:
            if _ABOUT_LINES not in str(error) or _ANSWERS_IGNORED in url:
                raise
            port.port = f"{url}{'&' if '?' in url else '?'}{_ANSWERS_IGNORED}"
            port.open()


def has_lines(port: serial.Serial, url: str) -> bool:
    """Tell whether the server answered for its lines when `url` was opened, or was not to be asked."""
    return _ANSWERS_IGNORED in url or _ANSWERS_IGNORED not in str(port.port)


def set_remote_lines(port: serial.Serial, lines: Lines) -> None:
    """Set both lines by two requests, one right behind the other, and wait until the server has answered.

    What a change of speed waits for comes behind the answers to the lines. Raises ValueError, OSError.
    """
    from serial.rfc2217 import (
        SET_CONTROL,
        SET_CONTROL_DTR_OFF,
        SET_CONTROL_DTR_ON,
        SET_CONTROL_RTS_OFF,
        SET_CONTROL_RTS_ON,
    )

    remote = cast("rfc2217.Serial", port)
    remote.rfc2217_send_subnegotiation(SET_CONTROL, SET_CONTROL_DTR_ON if lines.dtr else SET_CONTROL_DTR_OFF)
    remote.rfc2217_send_subnegotiation(SET_CONTROL, SET_CONTROL_RTS_ON if lines.rts else SET_CONTROL_RTS_OFF)
    port.baudrate = port.baudrate
