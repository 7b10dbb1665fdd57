"""The server that a run is made on: whether it may be used, the way to it, and its own side."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from filelock import FileLock, Timeout

from oceanhil.conformance.command.options import Options
from oceanhil.conformance.contract.suite import Suite, WireTo
from oceanhil.conformance.contract.suites import load_suite, suite_names
from oceanhil.host.terminal import echo
from oceanhil.host.visible_text import clip
from oceanhil.protocol.base_url import without_user
from oceanhil.protocol.loopback import is_loopback_url
from oceanhil.remote.connector.access import (
    Access,
    guard_production,
    open_control,
    production_reason,
    with_headers,
)
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.connector_file import load_connector
from oceanhil.remote.connector.control import CLOCK, SETTINGS, Control
from oceanhil.remote.connector.ledger import server_folder
from oceanhil.remote.connector.prompt import Paused, Prompt, terminal_prompt
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.pace import AdaptivePace, Limits, Manner, Pace, PaceChoice, RatePace
from oceanhil.remote.wire.preflight import Probe, check_target
from oceanhil.remote.wire.target import Target, TargetError
from oceanhil.remote.wire.wire import Wire

_LOCK: Final = "levers.lock"
"""Shared with earlier versions, so that it keeps its name."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A server that may be used, and how."""

    url: str
    """As reports name it: without a user's name and password."""
    wire_to: WireTo
    control: Control
    connector: str
    """Name of the connector, empty without one."""
    pace: Pace


def connector_of(options: Options, suite: Suite) -> Connector | None:
    """Read the connector file, if there is one; raises ConnectorFileError."""
    return None if options.connector is None else load_connector(options.connector, suite.side.operations)


def target_of(options: Options, connector: Connector | None) -> Target:
    """Give the target, with the headers that every request there must carry."""
    return with_headers(Target(options.url, ca_file=options.ca_file), connector)


def prompt_of(options: Options, paused: Paused = nullcontext) -> Prompt | None:
    """Give who can be asked, if somebody is there and wants to be; `paused` keeps the terminal free meanwhile."""
    return terminal_prompt(paused) if options.may_ask else None


def pace_choice(options: Options) -> PaceChoice:
    """Give the pace that was chosen, or that which is right for the target: on this machine nobody else is served."""
    if options.pace is not None:
        return options.pace
    return PaceChoice(Manner.ADAPTIVE if is_loopback_url(options.url) else Manner.DOCUMENTED)


def pace_of(
    suite: Suite, choice: PaceChoice, stated: Limits, documented: Limits, told: Callable[[str], None]
) -> RatePace | AdaptivePace:
    """Make the pace that was chosen by this machine's clock; `told` hears of waits."""
    limits, is_registration = choice.limits(stated, documented), suite.side.is_registration
    now_s, sleep_s = time.monotonic, time.sleep
    if choice.manner is not Manner.ADAPTIVE:
        return RatePace(limits, is_registration, now_s=now_s, sleep_s=sleep_s, told=told)
    polite = stated.over(documented)
    return AdaptivePace(limits, polite, is_registration, now_s=now_s, sleep_s=sleep_s, told=told)


@contextmanager
def connected(
    options: Options, suite: Suite, connector: Connector | None, told: Callable[[str], None], paused: Paused
) -> Iterator[Connection]:
    """See that the server may be used, and reach it; `told` hears of waits. Raises TargetError.

    While somebody is asked, the terminal is `paused`.
    """
    target = target_of(options, connector)
    reason = production_reason(target.url, suite.side.production_hosts, connector)
    ask = _confirm if options.may_ask and sys.stdin.isatty() else None
    guard_production(
        target.url,
        reason,
        creates=connector is not None or options.admin_key is not None,
        is_confirmed=options.is_sure,
        ask=ask,
    )
    for note in check_target(target, suite.side.probe, _other_probes(suite)).notes:
        echo(f"note: {note}", err=True)

    prompt, choice = prompt_of(options, paused), pace_choice(options)
    access = Access(
        connector=connector,
        admin_key=options.admin_key,
        prompt=prompt,
        pace_of=lambda stated, documented: pace_of(suite, choice, stated, documented, told),
    )
    opened = open_control(target, suite.side, suite.admin, access)
    for note in opened.notes:
        echo(f"note: {clip(note)}", err=True)
    if choice.manner is Manner.ADAPTIVE and not opened.is_mock_server and not options.detail.is_quiet:
        echo("note: the pace is that of the server until it answers 429; --pace documented is slower", err=True)

    def wire_to(heard: Callable[[Exchange], None]) -> Wire:
        return Wire(target, opened.pace, heard)

    with closing(opened), _alone(target, opened.control, access):
        name = connector.name if connector else ""
        yield Connection(without_user(options.url), wire_to, opened.control, name, opened.pace)


def _alone(target: Target, control: Control, access: Access) -> AbstractContextManager[None]:
    """Keep other runs away if this one can move the server's clock or change its settings."""
    return alone_at(target.url, access.state) if control.needs & {CLOCK, SETTINGS} else nullcontext()


def _other_probes(suite: Suite) -> Iterator[Probe]:
    """Give the probes of other services, when somebody wants to know what answers there instead."""
    return (load_suite(name).side.probe for name in suite_names() if name != suite.rules.service)


def _confirm(question: str) -> bool:
    try:
        return click.confirm(question, default=False, err=True)
    except click.Abort:
        raise KeyboardInterrupt from None


@contextmanager
def alone_at(url: str, state: Path) -> Iterator[None]:
    """Keep other runs of this user away from the server at `url` meanwhile; raises TargetError if one is there.

    The operating system frees it when a run dies. Where nothing can be written into `state` nobody is kept away.
    """
    folder = server_folder(state, url)
    lock = FileLock(folder / _LOCK, mode=0o666, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise TargetError(
            f"another run moves the clock and the settings of {url!r} just now; wait for its end, or serve another one"
        ) from None
    except OSError:
        # A mock server needs no state folder: a user without one has no other run either.
        pass
    try:
        yield
    finally:
        lock.release()
