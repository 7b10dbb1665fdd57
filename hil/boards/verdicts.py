"""What a look at a board can find, each with its exit code; and the findings with the reason in words."""

from enum import Enum

import msgspec

from oceanhil.protocol.board import Board


class BoardVerdict(Enum):
    """How a board is; the value is the word in output that programs read."""

    OK = "ok"
    WRONG_BOARD = "wrong-board"
    WRONG_MAC = "wrong-mac"
    NO_AGENT = "no-agent"
    AGENT_VERSION = "agent-version"
    SILENT = "silent"
    BOOT_LOOP = "boot-loop"
    FLOODS = "floods"
    WRONG_BAUD = "wrong-baud"
    NO_FIRMWARE = "no-firmware"
    DOWNLOAD_MODE = "download-mode"
    PORT_MISSING = "port-missing"
    PORT_BUSY = "port-busy"
    PORT_FORBIDDEN = "port-forbidden"
    PORT_FAILED = "port-failed"
    UNPLUGGED = "unplugged"
    LEASED = "leased"

    @property
    def exit_code(self) -> int:
        """The exit code of `oceanhil boards probe`; 0 only for OK."""
        return _EXIT_CODES[self]


_EXIT_CODES = {
    BoardVerdict.OK: 0,
    BoardVerdict.WRONG_BOARD: 10,
    BoardVerdict.WRONG_MAC: 11,
    BoardVerdict.NO_AGENT: 12,
    BoardVerdict.AGENT_VERSION: 13,
    BoardVerdict.SILENT: 14,
    BoardVerdict.BOOT_LOOP: 15,
    BoardVerdict.FLOODS: 16,
    BoardVerdict.WRONG_BAUD: 17,
    BoardVerdict.NO_FIRMWARE: 18,
    BoardVerdict.DOWNLOAD_MODE: 19,
    BoardVerdict.PORT_MISSING: 20,
    BoardVerdict.PORT_BUSY: 21,
    BoardVerdict.PORT_FORBIDDEN: 22,
    BoardVerdict.PORT_FAILED: 23,
    BoardVerdict.UNPLUGGED: 24,
    BoardVerdict.LEASED: 25,
}


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a board is and why; what was learned of it is empty where it did not tell.

    `mac` as `24:6F:28:AA:BB:CC`; `firmware` is name and version as the agent gives them; `boots` were seen while
    looking; `last_lines` are the last it printed.
    """

    verdict: BoardVerdict
    reason: str = ""
    kind: Board | None = None
    mac: str = ""
    firmware: str = ""
    driver: str = ""
    boots: int = 0
    last_lines: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Tell whether scenarios may run on it."""
        return self.verdict is BoardVerdict.OK

    def __str__(self) -> str:
        return self.reason or self.verdict.value


def said_of(name: str, reason: str) -> str:
    """Say what is wrong with a board so that the sentence begins with its name: `board 'desk': it said nothing`."""
    quoted = repr(name)
    if reason.startswith(f"board {quoted}"):
        return reason
    if reason.startswith(f"{quoted} "):
        return f"board {quoted}: it {reason.removeprefix(quoted).lstrip()}"
    return f"board {quoted}: {reason}"


def a_kind(kind: Board) -> str:
    """Name a kind of board with its article."""
    return kind.named
