"""What a board's serial line tells about it while one listens: pure, fed with lines, judged at the end.

Banners: ESP-IDF "Fatal Errors" (the `rst:` line), ESP8266 Arduino core "Boot Messages and Modes" (`rst cause`), the
OceanRemote page "Firmware Flash Success But No Connection" (the device ID).
"""

import re
from collections import deque

from oceanhil.boards import family, find_board
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.verdicts import BoardVerdict, Health, a_kind
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import Derivation, device_id, format_mac, parse_mac
from oceanhil.protocol.redact import redact

BOOTS_OF_A_LOOP = 3
_KEPT_LINES = 8
_NOISE_BYTES = 24
_FLOOD_SHARE = 0.9
_FLOOD_BYTES = 4_096
_BITS_PER_BYTE = 10
_READABLE_SHARE = 0.9

_ESP_BOOT = re.compile(r"rst:0x[0-9a-f]+ \(\w+\),boot:0x[0-9a-f]+ \((\w+)")
_ESP_ROM = re.compile(r"ESP-ROM:(esp32\w+)")
_ESP8266_BOOT = re.compile(r"rst cause:\d+, boot mode:\((\d),\d+\)")
_DEVICE_ID = re.compile(r"Device ID: (([A-Z0-9-]+)_([0-9A-F]{2,12}))\b")
_NOTHING_TO_BOOT = re.compile(r"invalid header: 0x|flash read err, |^csum err|^ets_main\.c")
_FROM_UART = "1"


class LineObservation:
    """Everything heard of the board of `entry` since it began."""

    def __init__(self, entry: BoardEntry) -> None:
        self._entry = entry
        self._kinds: list[Board] = []
        # What the first line of its ROM said; an ESP32's own says nothing but a date.
        self._chip: Board | None = None
        self._device_id = ""
        self._banners = 0
        self._starts = 0
        # The line that says so; empty while none did.
        self._nothing_to_boot = ""
        self._in_download_mode = False
        self._has_text = False
        self._total_bytes = 0
        self._last: deque[str] = deque(maxlen=_KEPT_LINES)

    @property
    def has_text(self) -> bool:
        """True when at least one line could be read."""
        return self._has_text

    @property
    def boots(self) -> int:
        """How often it started; an ESP8266's ROM is mostly not readable, its firmware's first line is."""
        return max(self._banners, self._starts)

    @property
    def is_alive(self) -> bool:
        """True as soon as a board of the right kind was seen to start firmware."""
        return self._entry.kind in self._kinds and not self._in_download_mode and not self._nothing_to_boot

    @property
    def is_conclusive(self) -> bool:
        """True when more lines would change nothing for the worse."""
        return self._in_download_mode or self.boots >= BOOTS_OF_A_LOOP or bool(self._foreign())

    def line(self, text: str, raw: bytes) -> None:
        """Take in a line: its text and the bytes it came as."""
        if not is_readable(raw):
            return
        self._has_text = True
        self._last.append(redact(text))
        if found := _ESP_BOOT.search(text):
            self._boot(self._chip or self._of_words(text))
            self._in_download_mode = found[1].startswith("DOWNLOAD")
        elif found := _ESP8266_BOOT.search(text):
            self._boot(Board.ESP8266)
            self._in_download_mode = found[1] == _FROM_UART
        elif found := _ESP_ROM.search(text):
            self._chip = find_board(found[1]) or self._of_its_like()
            self._kinds.append(self._chip)
        elif (found := _DEVICE_ID.search(text)) and (named := find_board(found[2].lower())):
            self._starts += 1
            self._device_id = found[1]
            self._kinds.append(named)
        elif _NOTHING_TO_BOOT.search(text):
            self._nothing_to_boot = redact(text)

    def bytes_counted(self, total: int) -> None:
        """Take in how many bytes came altogether, readable or not."""
        self._total_bytes = total

    def judge(self, listened_s: float) -> Health:
        """Say how the board is, after listening for so long; that its firmware has no agent is not judged here."""
        verdict, reason = self._verdict(listened_s)
        mac = parse_mac(self._device_id.partition("_")[2])
        return Health(
            verdict=verdict,
            reason=reason,
            kind=self._kinds[-1] if self._kinds else None,
            mac=format_mac(mac) if mac else "",
            boots=self.boots,
            last_lines=tuple(self._last),
        )

    def _boot(self, kind: Board) -> None:
        self._kinds.append(kind)
        self._banners += 1

    def _of_words(self, text: str) -> Board:
        """Give who starts where the ROM's first line was missed: the entry's kind, if these are its words."""
        rom = family(self._entry.kind).rom
        reset = None if rom is None else rom.resets.recognise(text)
        known = reset is not None and rom is not None and reset.name in {name for _, name in rom.resets.causes.values()}
        return self._entry.kind if known else Board.ESP32

    def _of_its_like(self) -> Board:
        """Give what a ROM of an unknown name is taken for: the entry's kind, if that is like an ESP32."""
        kind = self._entry.kind
        return kind if Board.ESP32 in family(kind).names else Board.ESP32

    def _foreign(self) -> Board | None:
        return next((kind for kind in self._kinds if kind is not self._entry.kind), None)

    def _verdict(self, listened_s: float) -> tuple[BoardVerdict, str]:
        name, kind = self._entry.name, self._entry.kind.value
        if foreign := self._foreign():
            return BoardVerdict.WRONG_BOARD, (
                f"the port of {name!r} has {a_kind(foreign)} on it, the inventory says {kind};"
                " correct kind, or the port"
            )
        if self._in_download_mode:
            return BoardVerdict.DOWNLOAD_MODE, (
                f"{name!r} waits in download mode: GPIO0 was low at its last reset; let go of BOOT and reset it"
            )
        if self._nothing_to_boot:
            return BoardVerdict.NO_FIRMWARE, (
                f"{name!r} has no firmware to start ({self._nothing_to_boot!r});"
                " flash it, see 'oceanhil boards' in the docs"
            )
        if self.boots >= BOOTS_OF_A_LOOP:
            return BoardVerdict.BOOT_LOOP, (
                f"{name!r} started {self.boots} times in {listened_s:.1f} s: it resets itself again and again;"
                f" 'oceanhil boards monitor {name}' shows why"
            )
        if not self._has_text and self._total_bytes >= _NOISE_BYTES:
            return BoardVerdict.WRONG_BAUD, (
                f"{self._total_bytes} bytes came from {name!r} at {self._entry.baud} baud and none is text:"
                " its firmware uses another rate; correct baud"
            )
        return self._verdict_of_text(name, listened_s)

    def _verdict_of_text(self, name: str, listened_s: float) -> tuple[BoardVerdict, str]:
        capacity = self._entry.baud / _BITS_PER_BYTE * listened_s
        if self._total_bytes > max(_FLOOD_BYTES, capacity * _FLOOD_SHARE):
            return BoardVerdict.FLOODS, (
                f"{name!r} floods its line: {self._total_bytes} bytes in {listened_s:.1f} s, which is all that"
                f" {self._entry.baud} baud can carry; nothing else would get through"
            )
        if self._device_id and not self._is_own(self._device_id):
            return BoardVerdict.WRONG_MAC, (
                f"{name!r} calls itself {self._device_id!r}, which is not made of the MAC in the inventory;"
                " another board is plugged in, or the inventory is out of date"
            )
        if not self._has_text:
            return BoardVerdict.SILENT, (
                f"{name!r} said nothing in {listened_s:.1f} s; does it have power, and is it the right port?"
                " pressing its reset button while probing helps where the harness cannot; if it starts later,"
                f" 'oceanhil boards probe {name} --listen 10s' hears it: put boots_s = 10 into its entry"
            )
        return BoardVerdict.OK, ""

    def _is_own(self, shown: str) -> bool:
        """Tell whether the recorded MAC gives this device ID, also by one of the wrong ways known of firmware."""
        mac = self._entry.mac
        return mac is None or any(device_id(self._entry.kind, mac, way) == shown for way in Derivation)


def is_readable(raw: bytes) -> bool:
    """Tell whether a line's bytes are text and not what another baud rate makes of text: three characters at least."""
    line = raw.strip(b"\r\n\0")
    if len(line) < 3:
        return False
    printable = sum(32 <= byte < 127 or byte in b"\t\x1b" for byte in line)
    return printable >= len(line) * _READABLE_SHARE or _is_utf8_text(line)


def _is_utf8_text(line: bytes) -> bool:
    try:
        return line.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
