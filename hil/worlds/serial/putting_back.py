"""What a run does to a board at its own end, done for a run that is gone: storage as it was, its program running."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.boards.entry import BoardEntry, NetworkBy, PowerBy, key_of
from oceanhil.hil.boards.journal import Journal, JournalError, Pending
from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.download.download_errors import DownloadError
from oceanhil.hil.download.restore import restore_pending
from oceanhil.hil.download.same_board import be_the_changed_one
from oceanhil.hil.farm.held_place import Farms, HeldPlace
from oceanhil.hil.farm.place import FarmError
from oceanhil.hil.keeping.keeper import KeptBoard, PutBackError
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.board_connection import Surroundings, connect
from oceanhil.hil.worlds.serial.leased_board import ReachedFlash
from oceanhil.host.state_files import StateError
from oceanhil.protocol.profile import load_profile

_TROUBLES = (
    AgentError,
    DownloadError,
    FarmError,
    JournalError,
    LinkError,
    OSError,
    PowerError,
    StateError,
    StorageAccessError,
    VirtualBoardError,
)


def put_board_back(board: KeptBoard, journal: Journal) -> str:
    """Put back what the owner of this lease changed, and say what it was; raises PutBackError."""
    # Nobody answers the requests of a board without network any more.
    entry = replace(board.entry, network=NetworkBy.RADIO)
    key = key_of(entry)
    try:
        pending = [each for each in journal.pending(key) if each.owner == board.owner]
        if not pending and entry.control:
            return "nothing was changed"
        with ExitStack() as exits:
            entry, place = _reached(entry, exits)
            hand = connect(entry, Surroundings("", load_profile()), exits, place)
            _undo_the_bench(hand)
            _ask_agent(hand, pending)
            regions = restore_pending(key, ReachedFlash(hand), journal, board.owner)
            if hand.control is None and entry.power is not PowerBy.NONE:
                hand.switch.on()
    except _TROUBLES as error:
        raise PutBackError(str(error)) from error
    return f"put back {', '.join(region.name for region in regions)}" if regions else "nothing was changed"


def give_place_back(board: KeptBoard, log: Callable[[str], None]) -> None:
    """Give the place of a board in a farm back, as its run would have done."""
    place = board.entry.place
    if place is None:
        return
    try:
        with Farms() as farms:
            farms.bridge(place.farm).release(place.name)
        log(f"{board.entry.name!r}: its place {str(place)!r} is given back")
    except FarmError as error:
        log(f"{board.entry.name!r}: its place {str(place)!r} is not given back: {error}")


def _reached(entry: BoardEntry, exits: ExitStack) -> tuple[BoardEntry, HeldPlace | None]:
    """Find a board in a farm where it is now: an exporter that was started again has its ports elsewhere."""
    if entry.place is None:
        return entry, None
    bridge = exits.enter_context(Farms()).bridge(entry.place.farm)
    place = HeldPlace.of_keeper(bridge, entry.place)
    return entry.reached_at(place.address), place


def _undo_the_bench(hand: BenchBoard) -> None:
    """Take from a virtual board what its bench did to it: power, faults of its line, a time server that is gone."""
    if hand.control is not None:
        hand.control.power(on=False)
        hand.control.line()
        with suppress(VirtualBoardError):
            hand.control.time_server("")


def _ask_agent(hand: BenchBoard, pending: Sequence[Pending]) -> None:
    """Learn which way there is to the flash, as a run does when it takes a board, and whether it is that board."""
    if hand.agent is not None:
        with hand.programmer.reaching(powered=False):
            hand.agent.open()
            be_the_changed_one(hand.agent, pending, hand.entry.mac)
