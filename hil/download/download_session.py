"""A board in download mode: its port lent to esptool, as few runs of it as can be, and the firmware back at the end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self, TypeVar

from oceanhil.boards import family
from oceanhil.hil.download.download_errors import DownloadError, ImageError, NoSyncError, WrongBoardError
from oceanhil.hil.download.esptool import ChipReport, Esptool
from oceanhil.hil.download.esptool_connection import After, Before, Connection
from oceanhil.hil.download.esptool_output import read_mac
from oceanhil.hil.download.mode_switch import ModeSwitch
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.protocol.board import Board

DEFAULT_BAUD = 460_800
Answer = TypeVar("Answer")


class LendableLink(Protocol):
    """A serial link that can give its port away for a while."""

    def lent(self) -> AbstractContextManager[str]:
        """Close the port, give its URL, and open it again at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The board that must be on the port.

    `mac` (six octets) is checked before anything is written, if it is known. `protected` may never be overwritten by an
    application image.
    """

    name: str
    board: Board
    mac: bytes | None = None
    baud: int = DEFAULT_BAUD
    stub: bool = True
    protected: tuple[Region, ...] = ()


class DownloadSession:
    """Context manager; may be entered again after it was left. Every method may raise a DownloadError.

    Inside, the firmware does not run, so what was read stays true. `visits` counts how often it was entered.
    """

    def __init__(self, target: Target, link: LendableLink, mode_switch: ModeSwitch, tool: Esptool) -> None:
        """Take a board of a family with a serial boot ROM; raises DownloadError for others."""
        loader = family(target.board).loader
        if loader is None:
            raise DownloadError(
                f"board {target.name!r}: {target.board.value} has no download mode over serial; give it firmware with"
                " the agent ('agent = true' in boards.toml)"
            )
        self._chip = loader.chip
        self._target = target
        self._link = link
        self._mode_switch = mode_switch
        self._tool = tool
        self._connection: Connection | None = None
        self._exits = ExitStack()
        self._is_in_step = False
        self._is_broken_off = False
        self._mac: bytes | None = None
        self.visits = 0
        self.on_port_back: Callable[[], None] | None = None
        """Called when the port is open again on our side, before the firmware runs."""

    @property
    def entered(self) -> bool:
        """Whether the board is in download mode by us now."""
        return self._connection is not None

    def __enter__(self) -> Self:
        """Take the port and bring the board into download mode."""
        assert not self.entered
        with self._own_words("could not be brought into download mode"), ExitStack() as exits:
            exits.callback(self._mode_switch.leave)
            exits.callback(self._port_is_back)
            port = exits.enter_context(self._link.lent())
            self._mode_switch.enter()
            self._connection = self._fresh(port)
            self._is_in_step = self._is_broken_off = False
            if self._mode_switch.by_tool:
                exits.callback(self._start_firmware)
            self._exits = exits.pop_all()
        self.visits += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give the port back, then let the firmware run, so that the link hears it boot."""
        try:
            with self._own_words("could not be brought back from download mode"):
                self._exits.__exit__(kind, error, traceback)
        finally:
            self._connection = None

    def identify(self) -> ChipReport:
        """Ask chip, MAC and flash; raises ChipMismatchError, or WrongBoardError for another MAC than expected."""
        report = self._ask(self._tool.identify)
        self._check(report.mac)
        return report

    def read_flash(self, address: int, length: int) -> bytes:
        """Read `length` bytes from byte offset `address`."""
        data = self._ask(lambda connection: self._tool.read_flash(connection, address, length))
        self._look_for_mac()
        return data

    def write_flash(self, parts: Mapping[int, bytes]) -> None:
        """Write parts (byte offset to bytes) in one go, verified by MD5."""
        self._be_sure()
        self._ask(lambda connection: self._tool.write_flash(connection, parts))

    def flash_image(self, parts: Sequence[tuple[int, bytes]]) -> None:
        """Write an application image; raises ImageError if a part would overwrite what firmware keeps."""
        for address, data in parts:
            hit = next((region for region in self._target.protected if region.overlaps(address, len(data))), None)
            if hit is not None:
                raise ImageError(
                    f"the image part of {len(data):#x} bytes at {address:#x} would overwrite {hit.name!r} at"
                    f" {hit.address:#x}: give the parts one by one instead of a merged image"
                )
        self.write_flash(dict(parts))

    def verify_flash(self, parts: Mapping[int, bytes]) -> bool:
        """Tell whether the chip holds these parts."""
        return self._ask(lambda connection: self._tool.verify_flash(connection, parts))

    def erase_region(self, region: Region) -> None:
        """Erase a region."""
        self._be_sure()
        self._ask(lambda connection: self._tool.erase_region(connection, region.address, region.length))

    def erase_flash(self) -> None:
        """Erase the whole chip, firmware and all."""
        self._be_sure()
        self._ask(self._tool.erase_flash)

    # Inside

    @contextmanager
    def _own_words(self, what: str) -> Iterator[None]:
        """Give errors of the line and of the bench the name of the board."""
        try:
            yield
        except (LinkError, VirtualBoardError) as error:
            raise DownloadError(f"board {self._target.name!r} {what}: {error}") from error

    def _fresh(self, port: str) -> Connection:
        return Connection(
            port=port,
            chip=self._chip,
            baud=self._target.baud,
            before=self._mode_switch.before,
            after=After.NO_RESET,
            stub=self._target.stub,
        )

    def _ask(self, command: Callable[[Connection], Answer]) -> Answer:
        """Run esptool once; once more, from a reset, if the board that answered before does not any more."""
        has_answered = self._is_in_step
        try:
            return self._run(command)
        except NoSyncError:
            if not has_answered or self._mode_switch.by_tool:
                raise
            return self._run(command)

    def _run(self, command: Callable[[Connection], Answer]) -> Answer:
        """Run esptool; once it has reset the board it need not again, unless a run was broken off."""
        if self._connection is None:
            raise DownloadError(f"board {self._target.name!r} is not in download mode")
        if self._is_broken_off:
            with self._own_words("could not be brought into download mode again"):
                self._mode_switch.enter()
        before = Before.NO_RESET if self._is_in_step else self._mode_switch.before
        self._is_in_step, self._is_broken_off = False, True
        answer = command(replace(self._connection, before=before))
        self._is_in_step, self._is_broken_off = True, False
        return answer

    def _be_sure(self) -> None:
        """See before a write that it is the right board."""
        if self._target.mac is not None and self._mac is None:
            self.identify()

    def _look_for_mac(self) -> None:
        """Esptool tells the MAC at every connection: take it from what it printed."""
        if self._tool.transcripts:
            found = read_mac(self._tool.transcripts[-1].output)
            if found is not None:
                self._check(found)

    def _check(self, mac: bytes) -> None:
        # Without a MAC in the inventory it is the first board that was met: what is saved is of that one.
        expected = self._target.mac or self._mac
        if expected is not None and mac != expected:
            raise WrongBoardError(expected, mac)
        self._mac = mac

    def _port_is_back(self) -> None:
        if self.on_port_back is not None:
            self.on_port_back()

    def _start_firmware(self) -> None:
        # Only the ROM's own command starts it on both chips: what the stub calls "run" stays in the loader.
        self._ask(lambda connection: self._tool.run_firmware(replace(connection, stub=False)))
