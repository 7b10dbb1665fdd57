"""A board in download mode that is a file, behind the fake esptool and a link that is lent."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from oceanhil.hil.download.download_session import DownloadSession, Target
from oceanhil.hil.download.esptool import Esptool, EsptoolProgram
from oceanhil.hil.download.esptool_connection import Before, Connection
from oceanhil.protocol.board import Board

FAKE = Path(__file__).with_name("fake_esptool.py")
FLASH_BYTES = 4 << 20
MAC = bytes.fromhex("5ccf7f146a18")
CONNECTION = Connection(port="/dev/somewhere", chip="esp8266")


class FakeTool:
    def __init__(self, folder: Path, message: str = "", flash: bytes = b"\xff" * FLASH_BYTES) -> None:
        self.folder = folder
        self.flash_path = folder / "flash.bin"
        self.log_path = folder / "log.jsonl"
        self.flash_path.write_bytes(flash)
        self.log_path.touch()
        self.tool = self.saying(message)

    def saying(self, message: str, *, cancelled: threading.Event | None = None, start_s_max: float = 30.0) -> Esptool:
        words = (sys.executable, "-IS", str(FAKE), str(self.flash_path), str(self.log_path), message)
        return Esptool(EsptoolProgram(words), cancelled=cancelled, start_s_max=start_s_max)

    @property
    def runs(self) -> list[list[str]]:
        return [json.loads(line) for line in self.log_path.read_text(encoding="utf-8").splitlines()]

    @property
    def commands(self) -> list[str]:
        names = {"flash-id", "read-flash", "write-flash", "verify-flash", "erase-region", "erase-flash", "run"}
        return [next(word for word in words if word in names) for words in self.runs]

    @property
    def flash(self) -> bytes:
        return self.flash_path.read_bytes()


@dataclass
class FakeLink:
    events: list[str] = field(default_factory=list)

    def lent(self) -> AbstractContextManager[str]:
        return self._lent()

    def reset(self) -> None:
        self.events.append("reset by lines")

    keeps_lines_when_lent: bool = False

    def enter_download(self) -> None:
        self.events.append("download by lines")

    @contextmanager
    def _lent(self) -> Iterator[str]:
        self.events.append("lent")
        try:
            yield "/dev/lent"
        finally:
            self.events.append("given back")


@dataclass
class FakeWay:
    link: FakeLink
    before: Before = Before.DEFAULT_RESET
    by_tool: bool = False

    def enter(self) -> None:
        self.link.events.append("enter")

    def leave(self) -> None:
        self.link.events.append("leave")


def session_over(fake: FakeTool, *, mac: bytes | None = MAC, by_tool: bool = False) -> tuple[DownloadSession, FakeLink]:
    link = FakeLink()
    target = Target(name="desk", board=Board.ESP8266, mac=mac)
    return DownloadSession(target, link, FakeWay(link, by_tool=by_tool), fake.tool), link
