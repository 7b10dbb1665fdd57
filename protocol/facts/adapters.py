"""What Linux' drivers of USB adapters do to DTR and RTS, which rates they can make, and how long they collect bytes."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"
_LINUX: Final = "Linux"
_CP210X: Final = "gregkh/linux v6.12.117 drivers/usb/serial/cp210x.c"
_CH341: Final = "gregkh/linux v6.12.117 drivers/usb/serial/ch341.c"
_FTDI: Final = "gregkh/linux v6.12.117 drivers/usb/serial/ftdi_sio.c"
_ACM: Final = "gregkh/linux v6.12.117 drivers/usb/class/cdc-acm.c"

ASSERTED_AT_OPEN: Final = Fact(
    "the lines that an opening asserts, whatever program opens",
    _LINUX,
    (Version(("DTR", "RTS"), "gregkh/linux v6.12.117 drivers/tty/tty_port.c:484"),),
    _CHECKED,
)
HANGS_UP: Final = Fact(
    "the flag that has the last close drop them again; a port has it unless a program took it away",
    _LINUX,
    (
        Version(
            "HUPCL",
            "gregkh/linux v6.12.117 drivers/tty/tty_port.c:357; "
            "gregkh/linux v6.12.117 drivers/usb/serial/usb-serial.c:1398; "
            f"{_ACM}:2163",
        ),
    ),
    _CHECKED,
)
SETS_BOTH_AT_ONCE: Final = Fact(
    "drivers that set both lines by one request, where a program does: at opening, at closing, by TIOCMSET",
    _LINUX,
    (
        Version(
            ("cp210x", "ch341", "ftdi_sio", "cdc_acm"),
            f"{_CP210X}:1405; {_CH341}:288; {_FTDI}:1227; {_ACM}:689",
        ),
    ),
    _CHECKED,
)
CP2102_RATES: Final = Fact(
    "the rates below a million that a CP2102 has; a CP2102N and a CP2104 divide their clock",
    _LINUX,
    (
        Version(
            (
                *(300, 600, 1200, 1800, 2400, 4000, 4800, 7200, 9600, 14400, 16000, 19200, 28800, 38400, 51200),
                *(56000, 57600, 64000, 76800, 115200, 128000, 153600, 230400, 250000, 256000, 460800, 500000),
                *(576000, 921600),
            ),
            f"{_CP210X}:965",
        ),
    ),
    _CHECKED,
    "baud",
)
CP2102_TAKEN_UP_TO: Final = Fact(
    "the highest rate that is taken for each of those but the last",
    _LINUX,
    (
        Version(
            (
                *(300, 600, 1200, 1800, 2400, 4000, 4803, 7207, 9612, 14428, 16062, 19250, 28912, 38601, 51558),
                *(56280, 58053, 64111, 77608, 117028, 129347, 156868, 237832, 254234, 273066, 491520, 567138),
                670254,
            ),
            f"{_CP210X}:965",
        ),
    ),
    _CHECKED,
    "baud",
)
CP2102_RATE_MAX: Final = Fact(
    "the highest rate of a CP2102; more is taken for this",
    _LINUX,
    (Version(1_000_000, f"{_CP210X}:2041"),),
    _CHECKED,
    "baud",
)
CLOCK_HZ: Final = Fact(
    "the clock that a CH340, an FT232R and a CP2102N divide",
    _LINUX,
    (Version(48_000_000, f"{_CH341}:150; {_FTDI}:1168; {_CP210X}:1020"),),
    _CHECKED,
    "Hz",
)
CH340_RATES: Final = Fact(
    "the lowest and the highest rate of a CH340; others are taken for these",
    _LINUX,
    (Version((46, 3_000_000), f"{_CH341}:161"),),
    _CHECKED,
    "baud",
)
CH340_PACKET_BYTES: Final = Fact(
    "the bytes in one packet of a CH340", _LINUX, (Version(32, f"{_CH341}:254"),), _CHECKED, "bytes"
)
FT232R_RATE_MAX: Final = Fact(
    "the highest rate of an FT232R; more is taken for 9,600 baud",
    _LINUX,
    (Version(3_000_000, f"{_FTDI}:1311"),),
    _CHECKED,
    "baud",
)
FTDI_LATENCY_MS: Final = Fact(
    "how long an FTDI chip collects bytes for a packet that is not full",
    _LINUX,
    (Version(16, f"{_FTDI}:2211"),),
    _CHECKED,
    "ms",
)
FTDI_LOW_LATENCY_MS: Final = Fact(
    "likewise when a program has asked for low latency (ASYNC_LOW_LATENCY)",
    _LINUX,
    (Version(1, f"{_FTDI}:1388"),),
    _CHECKED,
    "ms",
)
