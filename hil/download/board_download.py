"""Download mode and the safety net of a board of the inventory."""

from collections.abc import Callable
from typing import Protocol

from oceanhil.boards import family
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.download.backup import SafeFlash, SavedRegion, Vault
from oceanhil.hil.download.download_session import DownloadSession, LendableLink, Target
from oceanhil.hil.download.esptool import Esptool, command_by_hand
from oceanhil.hil.download.esptool_connection import Connection
from oceanhil.hil.download.mode_switch import (
    BootButtons,
    ControlSwitch,
    LineSwitch,
    ModeSwitch,
    OwnSwitch,
    PersonSwitch,
    Resettable,
)
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import Region

_WITH_LINES = frozenset({ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG})


class BoardLink(LendableLink, Resettable, Protocol):
    """A link that can be lent and can reset."""


def mode_switch_of(
    entry: BoardEntry, link: Resettable, buttons: BootButtons | None = None, ask: Callable[[str], None] | None = None
) -> ModeSwitch:
    """Choose the way into download mode: control channel, reset lines, a person to ask, else the board itself."""
    if buttons is not None:
        return ControlSwitch(buttons)
    if entry.lines in _WITH_LINES:
        return LineSwitch(link, usb=entry.lines is ModemPolicy.USB_JTAG)
    if ask is not None:
        return PersonSwitch(entry.name, ask)
    return OwnSwitch()


def session_of(
    entry: BoardEntry, link: BoardLink, tool: Esptool, mode_switch: ModeSwitch, protected: tuple[Region, ...] = ()
) -> DownloadSession:
    """Give a session with a board, whose MAC is checked if the inventory has it; raises DownloadError for a Pico W."""
    target = Target(name=entry.name, board=entry.kind, mac=entry.mac, protected=protected)
    return DownloadSession(target, link, mode_switch, tool)


def safe_flash_of(
    entry: BoardEntry, raw: RawFlash, regions: Callable[[], tuple[Region, ...]], vault: Vault, port: str = ""
) -> SafeFlash:
    """Give a board's flash with a net below it; `port` is what a person would name to esptool."""
    loader = family(entry.kind).loader
    name = port or entry.port
    if loader is None or not name:
        return SafeFlash(entry.name, key_of(entry), raw, regions, vault)
    connection = Connection(port=name, chip=loader.chip)

    def by_hand(saved: SavedRegion) -> str:
        return command_by_hand(connection, saved.region.address, saved.path)

    return SafeFlash(entry.name, key_of(entry), raw, regions, vault, by_hand=by_hand)
