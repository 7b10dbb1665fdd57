"""A board under a bench's lease: looked at and emptied before each run, put back and let run again at the end."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import PowerBy, key_of
from oceanhil.hil.boards.health import GUESS_S, at_other_rates, check
from oceanhil.hil.boards.journal import JournalError
from oceanhil.hil.boards.lease import LeaseError
from oceanhil.hil.boards.open_board import ResettableLink
from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.boards.quarantine import OWN
from oceanhil.hil.boards.verdicts import BoardVerdict, Health, said_of
from oceanhil.hil.download.backup import SafeFlash, Vault
from oceanhil.hil.download.board_flash import AgentBoardFlash, safe_flash_of
from oceanhil.hil.download.same_board import be_itself
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.serial.bench_board import BenchBoard, nobody_asks
from oceanhil.hil.worlds.serial.own_trouble import is_own
from oceanhil.host.state_files import StateError
from oceanhil.protocol.identity import format_mac, parse_mac
from oceanhil.scenarios.world import Capability, LackingError, WorldError
from oceanhil.simulator.flash.chip import BLANK_SECTOR


@dataclass(frozen=True, slots=True)
class Unwell:
    """Why a board cannot be used; `is_own`: that is the board's own trouble, not the bench's or the machine's."""

    reason: str
    is_own: bool


class ReachedFlash:
    """A board's raw flash, for which a visit also stops the program and gives a board power that is off.

    Implements `oceanhil.hil.storage_access.raw_flash.RawFlash`; a visit within a visit costs nothing. Before each other
    `must_be_ours` is asked, which raises LeaseError for a board that may be in other hands. When the board is within
    reach `must_be_the_same` is asked, which raises WrongBoardError for one that was plugged in in its place.
    """

    def __init__(
        self,
        hand: BenchBoard,
        must_be_ours: Callable[[], None] = nobody_asks,
        must_be_the_same: Callable[[], None] = nobody_asks,
    ) -> None:
        self._hand = hand
        self._must_be_ours = must_be_ours
        self._must_be_the_same = must_be_the_same
        self._is_reached = False

    def visit(self) -> AbstractContextManager[object]:
        """Hold the board or bring it into download mode, and leave it off."""
        return nullcontext() if self._is_reached else self._reach()

    def read(self, address: int, length: int) -> bytes:
        """Read."""
        with self.visit():
            return self._hand.raw.read(address, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Erase and program whole sectors."""
        with self.visit():
            self._hand.raw.write_sectors(sectors)

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Ask for digests."""
        with self.visit():
            return self._hand.raw.digests(address, sectors)

    @contextmanager
    def _reach(self) -> Iterator[None]:
        try:
            self._must_be_ours()
            with self._stopped():
                self._must_be_the_same()
                yield
        except (AgentError, LeaseError, LinkError, PowerError, VirtualBoardError) as error:
            raise StorageAccessError(str(error)) from error

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        if self._hand.control is not None:
            # A run that was broken off leaves it running, and a board that has power cannot be held by its switch.
            self._hand.control.power(on=False)
        with self._hand.programmer.reaching(powered=False), self._hand.raw.visit():
            self._is_reached = True
            try:
                yield
            finally:
                self._is_reached = False
        if self._hand.agent is None and self._hand.entry.power is not PowerBy.NONE:
            self._hand.switch.off()


@contextmanager
def _noting() -> Iterator[None]:
    """Say of a note in the journal that cannot be written that it is not the board's fault."""
    try:
        yield
    except (JournalError, StateError) as error:
        raise StorageAccessError(str(error)) from error


# What changes more of a board than its EEPROM, which alone can be put back.
_BEYOND_EEPROM: Final = frozenset(
    {Capability.FLASHING, Capability.MAC_OVERRIDE, Capability.STORAGE_READ, Capability.STORAGE_WRITE}
)


class LeasedBoard:
    """A board that a bench has taken and keeps to its end."""

    def __init__(self, hand: BenchBoard, lease: BoardLease, vault: Vault, *, listen_s: float | None = None) -> None:
        """Take a board that is connected and leased; nothing is done to it yet."""
        self.hand = dataclasses.replace(hand, must_be_ours=lease.check, before_mac=self._gives_mac)
        self._lease = lease
        self._listen_s = hand.entry.boots_s if listen_s is None else listen_s
        self._link = ResettableLink(hand.entry, hand.link, hand.control)
        self._was_looked_at = False
        self._journal = vault.journal
        self._own_mac: bytes | None = None
        self._other_macs: set[bytes] = set()
        reached = ReachedFlash(hand, self._must_be_ours, self._must_be_the_same)
        self.flash: SafeFlash = safe_flash_of(hand.entry, reached, self._regions, vault, port=hand.link.url)

    @property
    def key(self) -> str:
        """The key of its lease and its journal."""
        return key_of(self.hand.entry)

    def trouble(self) -> Unwell | None:
        """Look before a run whether it is still ours and well, save what it holds and empty it.

        Gives what is wrong, with the board's name; None when all is right. Raises LackingError for a board that is
        well, and that nothing can be done with.
        """
        name = self.hand.name
        try:
            self._lease.check()
            with self.hand.blame():
                stuck = self._empty_again()
                health = self._look()
                if not (health.is_ok or (health.verdict is BoardVerdict.NO_FIRMWARE and self._may_be_blank())):
                    return Unwell(said_of(name, health.reason or health.verdict.value), health.verdict in OWN)
                if stuck is not None:
                    return Unwell(said_of(name, str(stuck)), is_own(self.hand.entry, stuck))
                self._learn(health)
                self._must_be_saved()
                self._save_first()
        except LackingError:
            raise
        except (LeaseError, WorldError) as error:
            # It is noted as what ends its use here, not as what ended a case.
            self.hand.troubles.clear()
            return Unwell(said_of(name, str(error)), is_own(self.hand.entry, error))
        return None

    @property
    def is_ours(self) -> bool:
        """Whether nobody else can have it, by what stands in the state folder now."""
        try:
            self._must_be_ours()
        except LeaseError:
            return False
        return True

    def own_troubles(self) -> list[Exception]:
        """Give what of its own went wrong with it since this was asked last; nothing if others have it by now."""
        found = [error for error in self.hand.troubles if is_own(self.hand.entry, error)]
        self.hand.troubles.clear()
        try:
            self._lease.check()
        except LeaseError:
            return []
        return found

    def let_run(self) -> None:
        """Let a physical board run again, as it did before it was taken; raises WorldError.

        One that somebody else may have is left to them.
        """
        if self.hand.control is None and self.is_ours:
            with self.hand.blame():
                self.hand.switch.on()

    # Inside

    def _must_be_ours(self) -> None:
        """Raise LeaseError where the board is in other hands, which a heartbeat may not have learned yet."""
        # A folder that cannot be read now takes no board from anybody.
        with suppress(StateError):
            self._lease.look()
        self._lease.check()

    def _must_be_the_same(self) -> None:
        """See that it is the board that was saved, and has its own MAC; a virtual one cannot be another."""
        if self._own_mac is not None and self.hand.agent is not None and self.hand.control is None:
            be_itself(self.hand.agent, self._own_mac, self._other_macs)

    def _gives_mac(self, mac: bytes) -> None:
        """Note a MAC that the board is going to get, for whoever has to take it from it when this run is gone."""
        with _noting():
            self._journal.gives_mac(self.key, format_mac(mac))
        self._other_macs.add(mac)

    def _identify(self) -> None:
        """Learn the MAC that it has now that nothing of an earlier run is left, and note whose the backup is."""
        agent = self.hand.agent
        if agent is None:
            return
        mac = agent.open().mac
        if any(mac):
            self._own_mac = mac
            self.hand = dataclasses.replace(self.hand, mac=mac)
            with _noting():
                self._journal.identified(self.key, format_mac(mac))

    def _look(self) -> Health:
        """Look at it, for long enough to find loops and floods the first time."""
        thorough, self._was_looked_at = not self._was_looked_at, True
        hand = self.hand
        with self._within_earshot():
            health = check(hand.entry, self._link, hand.agent, listen_s=self._listen_s, thorough=thorough)
            return at_other_rates(hand.entry, self._link, health, min(GUESS_S, self._listen_s))

    def _may_be_blank(self) -> bool:
        """Tell whether a run puts firmware on it anyway, and needs none to do so."""
        return self.hand.agent is None and Capability.FLASHING in self.hand.capabilities

    @contextmanager
    def _within_earshot(self) -> Iterator[None]:
        """Give it power, so that it can be asked or heard; what boots by that is stopped when it is made ready."""
        hand = self.hand
        if hand.control is not None and hand.agent is not None:
            with hand.programmer.reaching(powered=False):
                yield
            return
        if hand.entry.power is not PowerBy.AGENT:
            hand.switch.on()
        yield

    def twin_of(self, others: Iterable["LeasedBoard"]) -> Unwell | None:
        """Say why it is of no use beside these: a board with the MAC of another is the same device to a server."""
        for other in others:
            if self.hand.mac == other.hand.mac and any(self.hand.mac):
                whose = f"the MAC of board {other.hand.name!r}, {format_mac(self.hand.mac)}"
                return Unwell(f"it has {whose}: a server takes both for one device; give it another", is_own=False)
        return None

    def _must_be_saved(self) -> None:
        """Refuse a board whose flash nobody can read: it could not be put back."""
        if isinstance(self.hand.raw, AgentBoardFlash) and (why_not := self.hand.raw.why_not):
            raise LackingError(said_of(self.hand.name, why_not))

    @property
    def _only(self) -> Region | None:
        """All that can be saved of it, where that is less than what firmware keeps."""
        return self.hand.raw.only if isinstance(self.hand.raw, AgentBoardFlash) else None

    def _regions(self) -> tuple[Region, ...]:
        return self.hand.storage.regions if self._only is None else (self._only,)

    def _learn(self, health: Health) -> None:
        hand = self.hand
        mac = hand.entry.mac or parse_mac(health.mac) or hand.mac
        can = capabilities_of(hand.entry, None if hand.agent is None else hand.agent.groups)
        if self._only is not None:
            can -= _BEYOND_EEPROM
        self.hand = dataclasses.replace(hand, mac=mac, firmware=health.firmware or hand.firmware, capabilities=can)

    def _empty_again(self) -> AgentError | StorageAccessError | None:
        """Take away what the last run left: another MAC too, by which the board would not be known.

        Gives what went wrong: a look at the board may tell more.
        """
        if not self.flash.saved:
            return None
        if self.hand.control is not None:
            self.hand.control.renew(0)
            return None
        try:
            with self.flash.visit():
                self._empty()
        except (AgentError, StorageAccessError) as error:
            return error
        return None

    def _save_first(self) -> None:
        """Save what it holds before anything is changed, and empty it; a virtual one is replaced when a run begins."""
        if self.flash.saved:
            return
        with self.flash.visit():
            self.flash.save()
            if self.hand.control is None:
                self._empty()
            self._identify()

    def _empty(self) -> None:
        if self._only is not None:
            self.hand.raw.write_sectors(dict.fromkeys(self._only.sectors, BLANK_SECTOR))
        elif self.hand.agent is not None:
            self.hand.agent.factory()
        else:
            self.hand.storage.erase()
