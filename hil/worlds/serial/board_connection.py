"""Connecting a board: port, agent, control channel, power switch and storage put together from its entry."""

import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from oceanhil.boards import family
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import BoardEntry, NetworkBy, PowerBy, PowerCommand
from oceanhil.hil.boards.entry import Region as EntryRegion
from oceanhil.hil.boards.open_board import LinkLine, open_link
from oceanhil.hil.boards.power import AlreadyHeld, AnnouncedPower, PoweringPlace, PowerSwitch, power_switch
from oceanhil.hil.download.board_flash import (
    AgentBoardFlash,
    EsptoolFlash,
    eeprom_by_agent,
    loader_flash,
    mode_switch_of,
    session_of,
)
from oceanhil.hil.download.esptool import Esptool, find_esptool
from oceanhil.hil.download.image_source import CommandImages, ImageSource, VirtualImages
from oceanhil.hil.storage_access.access import storage_of
from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import Region, storage_regions
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.bridge import bridge
from oceanhil.hil.worlds.serial.programmer import AgentProgrammer, LoaderProgrammer, Programmer
from oceanhil.host.terminal import echo
from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER
from oceanhil.protocol.profile import Profile


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all boards of a bench share: the server's base URL as they see it, and the profile in force.

    `time_server` is where virtual boards ask for the time, HOST:PORT; empty: where they were sent at their start.
    """

    server_url: str
    profile: Profile
    time_server: str = ""
    answer_s: float = 1.0
    """How long an agent may take to answer, in seconds."""


def connect(
    entry: BoardEntry, surroundings: Surroundings, exits: ExitStack, place: PoweringPlace | None = None
) -> BenchBoard:
    """Open everything there is of this board; `exits` closes it. Raises what its parts raise when they fail.

    `place` is where a board in a farm is held, and the entry says where it is reached.
    """
    control = _control(entry, surroundings, exits)
    link = exits.enter_context(open_link(entry, control))
    if control is not None:
        control.on_state = lambda state: link.allow_absence(allowed=state.has_no_usb)
        exits.callback(control.forget_listener)
    agent = None
    if entry.agent:
        agent = AgentClient(LinkLine(link), board=entry.name, timeout_s=surroundings.answer_s)
        exits.callback(agent.close)
    switch: PowerSwitch = power_switch(entry, link=link, agent=agent, control=control, place=place)
    if isinstance(entry.power, PowerCommand) or entry.power is PowerBy.PLACE:
        switch = AnnouncedPower(switch, link)
    raw: RawFlash
    programmer: Programmer
    if agent is not None:
        server_url = surroundings.server_url
        if entry.network is NetworkBy.BRIDGE:
            exits.enter_context(bridge(agent, server_url))
            server_url = BRIDGE_SERVER
        raw = AgentBoardFlash(agent, loader_flash(entry, link, control), eeprom_by_agent(entry, control))
        programmer = AgentProgrammer(agent, _switch_to_hold(entry, switch), control, server_url)
    else:
        way = mode_switch_of(entry, link, control, _ask_person if sys.stdin.isatty() else None)
        session = session_of(entry, link, Esptool(find_esptool()), way, _protected(entry))
        raw = EsptoolFlash(session)
        programmer = LoaderProgrammer(session, entry.kind, _images(entry), surroundings.server_url)
    driver = family(entry.kind).driver_named(entry.driver)
    its_own = 0 if entry.firmware is None else entry.firmware.eeprom_bytes
    return BenchBoard(
        entry=entry,
        mac=entry.mac or bytes(6),
        driver=driver,
        link=link,
        agent=agent,
        control=control,
        switch=switch,
        raw=raw,
        storage=storage_of(entry, driver, raw, its_own or surroundings.profile.device.eeprom_bytes),
        programmer=programmer,
        capabilities=capabilities_of(entry),
    )


def _control(entry: BoardEntry, surroundings: Surroundings, exits: ExitStack) -> ControlClient | None:
    """Connect to a virtual board's bench, and send its SNTP client to ours for as long as we have it."""
    if not entry.control:
        return None
    control = exits.enter_context(ControlClient(entry.control))
    if surroundings.time_server:
        control.time_server(surroundings.time_server)
        exits.callback(_send_back, control)
    return control


def _send_back(control: ControlClient) -> None:
    """Let a board ask for the time where it used to; one that is gone needs no asking."""
    with suppress(VirtualBoardError):
        control.time_server("")


def _switch_to_hold(entry: BoardEntry, switch: PowerSwitch) -> PowerSwitch:
    """Give what brings a board within reach of its agent without letting it boot, where that can be."""
    return AlreadyHeld() if entry.power is PowerBy.AGENT else switch


def _protected(entry: BoardEntry) -> tuple[Region, ...]:
    nvs = _region("nvs", entry.nvs)
    return storage_regions(entry.kind, family(entry.kind).flash_bytes, *([nvs] if nvs else []))


def _ask_person(what: str) -> None:
    echo(f"\n{what} ", err=True, nl=False)
    sys.stdin.readline()


def _images(entry: BoardEntry) -> ImageSource | None:
    if entry.image:
        return CommandImages(entry.image, entry.base)
    return VirtualImages() if entry.control else None


def _region(name: str, region: EntryRegion | None) -> Region | None:
    return None if region is None else Region(name, region.offset, region.size)
