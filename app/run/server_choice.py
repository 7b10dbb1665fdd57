"""The server elsewhere that a session's runs use, connected and looked at before anything runs."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from oceanhil.hil.worlds.remote.source import RemoteServer
from oceanhil.hil.worlds.remote.wire import NoMockServerError
from oceanhil.hil.worlds.server_core import TakesServers
from oceanhil.host.terminal import tell
from oceanhil.protocol.units import MINUTE_US
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.run.choice import ServerChoice
    from oceanhil.hil.worlds.foreign.source import ForeignServer
    from oceanhil.protocol.profile import Profile
    from oceanhil.remote.connector.connector import Connector
    from oceanhil.remote.connector.service_side import ServiceSide
    from oceanhil.remote.wire.target import Target
    from oceanhil.scenarios.world import WorldFactory

_PATIENCE_US: Final = 5 * MINUTE_US
"""The longest wait for the server's clock: as long as any world without virtual time is asked to wait."""


def use_foreign_server(
    factory: WorldFactory, world: str, choice: ServerChoice, connector: Path, profile: Profile
) -> ForeignServer:
    """Let the worlds of `factory` use the chosen server by `connector`; a usage error if that cannot be."""
    from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
    from oceanhil.hil.worlds.sim import SimWorldFactory

    if not isinstance(factory, SimWorldFactory | SerialWorldFactory):
        raise pytest.UsageError(f"world {world!r} cannot use a connector; expected sim, native or serial")
    server = _open(choice, connector, profile)
    try:
        if isinstance(factory, SerialWorldFactory):
            factory.use_foreign(server)
        else:
            factory.use_servers(server)
    except WorldError as error:
        server.close()
        raise pytest.UsageError(str(error)) from None
    return server


def _open(choice: ServerChoice, path: Path, profile: Profile) -> ForeignServer:
    from oceanhil.remote.connector.access import production_reason, with_headers
    from oceanhil.remote.connector.connector_file import ConnectorFileError, load_connector
    from oceanhil.remote.connector.oceanremote import make_side
    from oceanhil.remote.wire.preflight import check_target
    from oceanhil.remote.wire.target import Target, TargetError

    side = make_side(profile)
    try:
        connector = load_connector(path, side.operations)
        target = with_headers(Target(choice.url, "" if choice.ca_file is None else str(choice.ca_file)), connector)
        reason = production_reason(target.url, side.production_hosts, connector)
        if reason and not choice.may_reset:
            raise pytest.UsageError(
                f"--server: {choice.url!r} is in production: {reason}. The run makes devices of its own there, lets "
                "them do what the scenarios say, and removes them; add --yes if that is meant"
            )
        for note in check_target(target, side.probe).notes:
            tell(note)
        return _server(target, side, connector, may_ask=choice.may_ask)
    except (ConnectorFileError, TargetError, WorldError) as error:
        raise pytest.UsageError(f"--server: {error}") from None


def _server(target: Target, side: ServiceSide, connector: Connector, *, may_ask: bool) -> ForeignServer:
    from oceanhil.hil.worlds.foreign.lazy_time import RealClock
    from oceanhil.hil.worlds.foreign.source import ForeignServer, Reach
    from oceanhil.host.wall_clock import wall_us
    from oceanhil.remote.connector.access import Access, open_control
    from oceanhil.remote.connector.admin import AdminControl
    from oceanhil.remote.connector.control import Control, ControlError
    from oceanhil.remote.connector.prompt import terminal_prompt
    from oceanhil.remote.connector.summary import clean_up_command
    from oceanhil.remote.wire.pace import RatePace
    from oceanhil.remote.wire.target import TargetError
    from oceanhil.remote.wire.wire import Wire

    limits = connector.limits.over(side.limits)
    if connector.limits.registrations_per_min is None and limits.registrations_per_min is not None:
        tell(
            f"note: {connector.path} states no registrations_per_min in [limits]: the run keeps to the documented"
            f" {limits.registrations_in_words}, with which the library takes hours; state there what this server allows"
        )
    pace = RatePace(limits, side.is_registration, now_s=time.monotonic, sleep_s=time.sleep, told=tell)
    access = Access(connector=connector, prompt=terminal_prompt() if may_ask else None, pace_of=lambda *_: pace)

    tell_once = cache(tell)

    def control() -> Control:
        try:
            opened = open_control(target, side, AdminControl, access)
        except TargetError as error:
            raise ControlError(str(error)) from None
        for note in opened.notes:
            tell_once(note)
        return opened.control

    clock = RealClock(wall_us, time.sleep, _PATIENCE_US, tell)
    return ForeignServer(
        Reach(
            control,
            Wire(target, pace, gives_429=True),
            clock,
            limits.registrations_per_min,
            clean_up=clean_up_command(target.url, connector.path, target.ca_file),
            until_room=pace.until_room,
        )
    )


_OTHER_SERVER: Final = (
    "for a server that is no oceanhil server add --connector FILE, which says how to generate firmware there: "
    "what stands in it is told by oceanhil schema connector"
)


def use_server(factory: WorldFactory, world: str, choice: ServerChoice, profile: Profile) -> ForeignServer | None:
    """Let the worlds of `factory` have the chosen server; a usage error in one line if that cannot be.

    Gives the server where a connector reaches it.
    """
    if choice.connector is not None:
        return use_foreign_server(factory, world, choice, choice.connector, profile)
    if not isinstance(factory, TakesServers):
        raise pytest.UsageError(
            f"world {world!r} has no use for --server: its boards are pointed at a server by their firmware or the "
            "inventory; expected sim, native or emulated, or a server with --connector FILE"
        )
    try:
        source = RemoteServer(
            choice.url, admin_key=choice.admin_key, ca_file=choice.ca_file, may_reset=choice.may_reset
        )
    except NoMockServerError as error:
        raise pytest.UsageError(f"{error}; {_OTHER_SERVER}") from None
    except WorldError as error:
        raise pytest.UsageError(str(error)) from None
    factory.use_servers(source)
    return None
