"""`oceanhil fleet URL`: the fleet against a real server, driven by Locust."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.fleet_options import CSV_ENDINGS
from oceanhil.host.own_version import own_version
from oceanhil.host.terminal import REPORT_WIDTH, echo, make_console
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from oceanhil.app.commands.fleet_options import FleetOptions, LoadOptions
    from oceanhil.app.commands.side_options import SideOptions
    from oceanhil.app.load.plan import LoadPlan
    from oceanhil.app.load.stop_rule import StopRule
    from oceanhil.fleet.storm import Storm
    from oceanhil.fleet.tally import Tally
    from oceanhil.remote.connector.connector import Connector

_FOR_DEFAULT_S: Final = 60.0
_AFTER_STORM_S: Final = 900.0
_OFF: Final = "off"


def lead_fleet(url: str, given: FleetOptions, side: SideOptions, load: LoadOptions) -> int:
    """Run a fleet against the server at `url`, tell of it, and give the exit code."""
    from oceanhil.app.load.outcome import exit_code
    from oceanhil.app.load.run import Asked, run_load
    from oceanhil.app.load.summary import print_summary
    from oceanhil.app.serving.process import raise_open_files
    from oceanhil.host.untrusted import refuse_server
    from oceanhil.host.visible_text import visible
    from oceanhil.protocol.data_files import UntrustedError
    from oceanhil.protocol.profile import ProfileError
    from oceanhil.remote.connector.connector_file import ConnectorFileError
    from oceanhil.remote.wire.target import TargetError

    _need_locust()
    if given.html is not None and given.storm_name is None:
        raise WrongInputError(
            "--html shows how a fleet comes back from a storm; name one with --storm, or leave it out"
        )
    if bool(load.workers_elsewhere) != (load.invitation is not None):
        raise WrongInputError(
            "--workers-elsewhere says how many come, --invitation where to write what they need; give both of them"
        )
    _check_places(load, given.html)
    raise_open_files()
    try:
        refuse_server("the URL", url)
        _refuse_code(load.locustfile)
        plan = _plan(url, given, side, load)
        asked = Asked(
            connector=_connector(side.connector, given.profile),
            admin_key=side.key_for(url),
            is_sure=load.is_sure,
            ask=_ask if sys.stdin.isatty() else None,
            told=_tell,
        )
        happened = run_load(plan, asked)
    except (ConnectorFileError, ProfileError, TargetError, UntrustedError) as error:
        raise WrongInputError(visible(str(error))) from None
    except OSError as error:
        raise EnvironmentRefusedError(f"the run's own files cannot be written: {os_reason(error)}") from None
    console = make_console()
    if not console.is_terminal:
        console.width = REPORT_WIDTH
    print_summary(console, happened.tally, happened.ended)
    if given.html is not None:
        _write_page(given.html, plan, happened.tally)
    return exit_code(happened.tally, happened.ended)


def undo_fleet(ledger: Path, profile: Path | None, side: SideOptions) -> int:
    """Remove what the run of a ledger left, and give the exit code: 1 if something is still there."""
    from oceanhil.app.load.fleet_side import undo
    from oceanhil.host.interrupts import ended_like_by_ctrl_c
    from oceanhil.host.visible_text import clip
    from oceanhil.protocol.profile import ProfileError
    from oceanhil.remote.connector.connector_file import ConnectorFileError
    from oceanhil.remote.wire.target import TargetError

    try:
        connector = _connector(side.connector, profile)
        with ended_like_by_ctrl_c(at_hang_up=True):
            done = undo(ledger, connector, side.key_for, "" if side.ca_file is None else str(side.ca_file))
    except (ConnectorFileError, ProfileError, TargetError) as error:
        raise WrongInputError(clip(str(error))) from None
    echo(f"removed: {done.removed:,}{f', put back: {done.put_back}' if done.put_back else ''}")
    for line in done.left:
        echo(f"still there: {clip(line)}", err=True)
    return 1 if done.left else 0


def join_fleet(invitation: Path, profile: Path | None, side: SideOptions, load: LoadOptions) -> int:
    """Be workers of a run of another machine, and give the exit code: 1 if some ended before it."""
    import os

    from oceanhil.app.load.guests import Guest, join
    from oceanhil.app.load.locust_group import ProcessesError
    from oceanhil.app.serving.process import raise_open_files
    from oceanhil.host.visible_text import visible
    from oceanhil.protocol.data_files import UntrustedError
    from oceanhil.remote.wire.target import TargetError

    _need_locust()
    raise_open_files()
    guest = Guest(
        workers=load.workers or os.cpu_count() or 1,
        profile=profile,
        ca_file=_absolute(side.ca_file),
        locustfile=load.locustfile,
        is_sure=load.is_sure,
        ask=_ask if sys.stdin.isatty() else None,
        told=_tell,
    )
    try:
        _refuse_code(load.locustfile)
        return 1 if join(invitation, guest) else 0
    except (ProcessesError, TargetError, UntrustedError) as error:
        raise WrongInputError(visible(str(error))) from None


def _need_locust() -> None:
    if find_spec("locust") is None:
        raise WrongInputError("a fleet against a server needs Locust: pip install 'oceanhil[fleet]'")


def _absolute(path: Path | None) -> str:
    return "" if path is None else str(path.absolute())


def _plan(url: str, given: FleetOptions, side: SideOptions, load: LoadOptions) -> LoadPlan:
    import os

    from oceanhil.app.load.plan import LoadPlan
    from oceanhil.protocol.board import Board

    storm = given.storm()
    workers = load.workers or min(os.cpu_count() or 1, given.devices)
    return LoadPlan(
        url=url,
        devices=given.devices,
        per_s=load.rate,
        for_s=_followed_s(given.for_s, storm),
        workers=min(workers, given.devices),
        workers_elsewhere=load.workers_elsewhere,
        bind=load.bind,
        invitation=load.invitation,
        profile=given.profile,
        board=Board(given.board),
        ca_file=_absolute(side.ca_file),
        locustfile=load.locustfile,
        sampled=load.sample,
        stop_rule=_stop_rule(load.stop_at),
        storm=storm,
        jitter_percent=given.jitter_percent,
        web_port=load.web_port,
        csv=load.csv,
        html=given.html,
    )


def _followed_s(for_s: float | None, storm: Storm | None) -> float:
    """Give for how long the fleet is followed; raises WrongInputError if the storm outlasts it."""
    from oceanhil.app.commands.fleet_options import long_enough

    if storm is None:
        return _FOR_DEFAULT_S if for_s is None else for_s
    return storm.mended_s + _AFTER_STORM_S if for_s is None else long_enough(for_s, storm)


def _refuse_code(locustfile: Path | None) -> None:
    from oceanhil.host.untrusted import refusal
    from oceanhil.protocol.data_files import UntrustedError, is_untrusted

    if locustfile is not None and is_untrusted():
        raise UntrustedError(refusal(f"--locustfile {str(locustfile)!r} is code"))


def _write_page(path: Path, plan: LoadPlan, tally: Tally) -> None:
    """Write the page of a storm; one that never came to its end has none."""
    from oceanhil.app.commands.fleet_virtual import run_before
    from oceanhil.app.output_files import write_output
    from oceanhil.fleet.course import Subject, course_of
    from oceanhil.fleet.page import page_of

    assert plan.storm is not None
    if tally.struck_us is None or tally.mended_us is None:
        echo(f"{path}: not written, the storm did not come to its end", err=True)
        return
    course = course_of(tally, Subject(plan.storm.name, plan.storm.about, plan.jitter_percent, 0))
    write_output(path, page_of(course, run_before(path), own_version()))
    echo(f"{path}: written")


def _stop_rule(text: str | None) -> StopRule | None:
    from oceanhil.app.load.stop_rule import DEFAULT, WINDOW_DEFAULT, StopRule
    from oceanhil.scenarios.units import parse_duration

    if text is None:
        return DEFAULT
    if text == _OFF:
        return None
    part, _, window = text.partition("/")
    try:
        share = float(part.removesuffix("%")) / (100 if part.endswith("%") else 1)
        window_s = parse_duration(window or WINDOW_DEFAULT) / SECOND_US
    except ValueError:
        share = window_s = -1.0
    if not 0 <= share < 1 or window_s <= 0:
        raise WrongInputError(
            f"--stop-at is {text!r}, expected a part of all requests, and of which time, such as 20%/1m, or {_OFF!r}"
        )
    return StopRule(share, window_s)


def _connector(path: Path | None, profile: Path | None) -> Connector | None:
    from oceanhil.protocol.profile import load_profile
    from oceanhil.remote.connector.connector_file import load_connector
    from oceanhil.remote.connector.oceanremote import make_side

    return None if path is None else load_connector(path, make_side(load_profile(profile)).operations)


def _check_places(load: LoadOptions, html: Path | None) -> None:
    from oceanhil.host.places import PlaceError, check_file

    try:
        for option, path in (("--html", html), ("--invitation", load.invitation)):
            if path is not None:
                check_file(option, path)
        if load.csv is not None:
            for ending in CSV_ENDINGS:
                check_file("--csv", load.csv.with_name(load.csv.name + ending))
    except PlaceError as error:
        raise WrongInputError(str(error)) from None


def _ask(question: str) -> str:
    try:
        answer: str = click.prompt(question, default="", show_default=False, err=True)
    except click.Abort:
        raise KeyboardInterrupt from None
    return answer


def _tell(line: str) -> None:
    echo(line, err=True)
