"""`oceanhil fleet` without a server: the run in virtual time, and what it tells and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.fleet_options import find_storm, long_enough
from oceanhil.host.own_version import own_version
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.units import HOUR_US, SECOND_US

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.commands.fleet_options import FleetOptions, VirtualOptions
    from oceanhil.fleet.course import Course
    from oceanhil.protocol.profile import Profile

_STORM: Final = "maintenance-ends"
_FOR_S: Final = 2 * HOUR_US // SECOND_US


def fly(given: FleetOptions, virtual: VirtualOptions) -> bool:
    """Run it, tell it, write it; True if all came back with their tokens.

    Raises WrongInputError, EnvironmentRefusedError.
    """
    from oceanhil.app.output_files import refuse_unwritable, write_output
    from oceanhil.fleet.course import Subject, course_of
    from oceanhil.fleet.picture import draw
    from oceanhil.fleet.storm import StormError
    from oceanhil.fleet.virtual.deeds import check_settings
    from oceanhil.fleet.virtual.run import Plan, run
    from oceanhil.fleet.words import is_good
    from oceanhil.protocol.board import Board

    storm, profile = given.storm() or find_storm(_STORM), _profile(given.profile)
    try:
        check_settings(storm, profile)
    except StormError as error:
        raise WrongInputError(str(error)) from None
    html, picture = given.html, virtual.picture
    plan = Plan(
        devices=given.devices,
        storm=storm,
        for_s=long_enough(_FOR_S if given.for_s is None else given.for_s, storm),
        profile=profile,
        board=Board(given.board),
        jitter_percent=given.jitter_percent,
        capacity_per_s=virtual.capacity,
        seed=virtual.seed,
    )
    for place in (html, picture):
        if place is not None:
            refuse_unwritable(place)
    before = None if html is None else run_before(html)
    with _progress() as progress:
        done = run(plan, progress)
    capacity_per_s = plan.model.capacity_per_s
    subject = Subject(plan.storm.name, plan.storm.about, plan.jitter_percent, plan.seed, capacity_per_s)
    course = course_of(done.tally, subject)
    if html is not None:
        from oceanhil.fleet.page import page_of

        write_output(html, page_of(course, before, own_version()))
    if picture is not None:
        write_output(picture, draw(course, before))
    _tell(course, as_json=virtual.as_json)
    for place in (html, picture):
        if place is not None and not virtual.as_json:
            echo(f"{place}: written")
    return is_good(course.recovery)


def _profile(path: Path | None) -> Profile:
    from oceanhil.protocol.profile import ProfileError, load_profile

    try:
        return load_profile(path)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None


def run_before(html: Path) -> Course | None:
    """Give the run that a page holds already, if it is one of ours."""
    from oceanhil.fleet.page import course_in
    from oceanhil.protocol.bounded_text import DataFileError
    from oceanhil.protocol.data_files import read_data
    from oceanhil.protocol.wording import os_reason

    try:
        return course_in(read_data(html).decode(errors="replace"))
    except (FileNotFoundError, DataFileError):
        return None
    except OSError as error:
        raise EnvironmentRefusedError(f"{html}: cannot be read: {os_reason(error)}; choose another place") from None


def _tell(course: Course, *, as_json: bool) -> None:
    from oceanhil.fleet.words import figures, headline

    if as_json:
        echo(indented_json(course).decode())
        return
    echo(f"{course.storm}: {course.about}")
    echo(headline(course.recovery))
    for name, text in figures(course.recovery):
        echo(f"  {name}: {text}")


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show on a terminal how far it is."""
    console = make_console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("the fleet boots") as status:
        yield lambda part: status.update(f"{100 * part:.0f} % of the time has passed")
