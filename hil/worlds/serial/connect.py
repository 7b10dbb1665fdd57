"""Taking a board in hand: port, agent, control channel, power switch and storage put together from its entry."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from hil.agent.client import AgentClient
from hil.boards.agent_line import LinkLine
from hil.boards.capabilities import capabilities_of
from hil.boards.entry import BoardEntry
from hil.boards.entry import Region as EntryRegion
from hil.boards.port_specs import port_spec
from hil.boards.power import power_switch
from hil.download.esptool import Esptool
from hil.download.firmware import CommandImages, ImageSource, VirtualImages
from hil.download.program import find_esptool
from hil.download.session import DownloadSession, Target
from hil.download.ways import ControlWay, LineWay, PersonWay, Way
from hil.link.link import SerialLink
from hil.link.modem import SEQUENCES, ModemPolicy, Move
from hil.storage_access.access import StorageAccess
from hil.storage_access.agent_flash import AgentFlash
from hil.storage_access.esptool_flash import EsptoolFlash
from hil.storage_access.raw import RawFlash
from hil.storage_access.regions import Region, storage_regions
from hil.vboard.control_client import ControlClient
from hil.worlds.serial.hand import BoardInHand
from hil.worlds.serial.programmer import AgentProgrammer, LoaderProgrammer, Programmer
from protocol.profile import Profile
from scenarios.world import WorldError
from simulator.board_storage import DRIVERS, Driver, flash_bytes

Guard = Callable[[RawFlash], RawFlash]
"""Puts a net below raw flash: whatever is overwritten is saved first."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all boards of a bench share: the server's base URL as they see it, and the profile in force."""

    server_url: str
    profile: Profile


def connect(entry: BoardEntry, surroundings: Surroundings, exits: ExitStack) -> BoardInHand:
    """Open everything there is of this board; `exits` closes it. Raises what its parts raise when they fail."""
    link = exits.enter_context(SerialLink(port_spec(entry)))
    control = exits.enter_context(ControlClient(entry.control)) if entry.control else None
    agent = None
    if entry.agent:
        agent = AgentClient(LinkLine(link), board=entry.name)
        exits.callback(agent.close)
    switch = power_switch(entry, link=link, agent=agent, control=control)
    raw: RawFlash
    programmer: Programmer
    if agent is not None:
        raw, programmer = AgentFlash(agent), AgentProgrammer(agent, switch, control, surroundings.server_url)
    else:
        session = DownloadSession(_target(entry), link, _way(entry, link, control), Esptool(find_esptool()))
        raw = EsptoolFlash(session)
        programmer = LoaderProgrammer(session, entry.kind, _images(entry), surroundings.server_url)
    driver = _driver(entry)
    storage = StorageAccess(
        entry.kind, driver, raw, eeprom_bytes=surroundings.profile.device.eeprom_bytes, nvs=_region("nvs", entry.nvs)
    )
    return BoardInHand(
        entry=entry,
        mac=entry.mac or bytes(6),
        driver=driver,
        link=link,
        agent=agent,
        control=control,
        switch=switch,
        raw=raw,
        storage=storage,
        programmer=programmer,
        capabilities=capabilities_of(entry),
    )


def _driver(entry: BoardEntry) -> Driver:
    return next((each for each in DRIVERS[entry.kind] if each.value == entry.driver), DRIVERS[entry.kind][0])


def _target(entry: BoardEntry) -> Target:
    nvs = _region("nvs", entry.nvs)
    regions = storage_regions(entry.kind, flash_bytes(entry.kind), *([nvs] if nvs else []))
    return Target(name=entry.name, board=entry.kind, mac=entry.mac, protected=regions)


def _way(entry: BoardEntry, link: SerialLink, control: ControlClient | None) -> Way:
    if control is not None:
        return ControlWay(control)
    if Move.DOWNLOAD in SEQUENCES[entry.lines]:
        return LineWay(link, usb=entry.lines is ModemPolicy.USB_JTAG)
    return PersonWay(entry.name, _ask_person)


def _ask_person(what: str) -> None:
    if not sys.stdin.isatty():
        raise WorldError(f"{what}: nobody is at this terminal to do it")
    sys.stderr.write(f"\n{what} ")
    sys.stdin.readline()


def _images(entry: BoardEntry) -> ImageSource | None:
    if entry.image:
        return CommandImages(entry.image, entry.base)
    return VirtualImages() if entry.control else None


def _region(name: str, region: EntryRegion | None) -> Region | None:
    return None if region is None else Region(name, region.offset, region.size)
