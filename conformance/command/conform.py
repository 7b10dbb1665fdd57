"""What `oceanhil conform` does, from its options to its exit code."""

import shlex
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oceanhil.conformance.command.baseline import BaselineError, compare, load_baseline, misses_known, repeats_changed
from oceanhil.conformance.command.connection import Connection, connected, connector_of
from oceanhil.conformance.command.exit_code import BROKEN_OFF, PASSED, exit_code, failing, was_anything_tried
from oceanhil.conformance.command.item_choice import ChoiceError, choose
from oceanhil.conformance.command.options import Options
from oceanhil.conformance.command.outputs import Ended
from oceanhil.conformance.command.suite_run import Run, Silence, Watcher, item_progress, run_suite, work_of
from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.contract.result import ConformReport, json_text
from oceanhil.conformance.contract.suite import AnyItem, Setup, Suite, once, satisfied
from oceanhil.conformance.contract.suites import load_suite, profile_file
from oceanhil.conformance.report.asked import Asked
from oceanhil.conformance.report.terminal import print_report
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.own_version import own_version
from oceanhil.host.places import PlaceError
from oceanhil.host.progress import LiveProgress
from oceanhil.host.report_file import ReportError, write_report
from oceanhil.host.terminal import REPORT_WIDTH, echo, make_console
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.profile import BUILT_IN, Kind, ProfileError
from oceanhil.protocol.recording import RecordingError
from oceanhil.protocol.sources import Link
from oceanhil.protocol.wording import plural, rfc3339
from oceanhil.remote.connector.connector_file import ConnectorFileError
from oceanhil.remote.wire.target import TargetError

WRONG_INPUT: Final[tuple[type[Exception], ...]] = (
    BaselineError,
    ChoiceError,
    ConnectorFileError,
    PlaceError,
    ProfileError,
    RecordingError,
    ReportError,
    TargetError,
)
"""What the user gave cannot be used: the text says why."""
_TRIALS_OF_A_CHANGE: Final = 2
_LIST_WIDTH_OF_A_FILE: Final = 200


def list_items(options: Options) -> int:
    """Print the items of a contract, as JSON if --json was given; raises one of WRONG_INPUT."""
    suite = suite_of(options)
    choice = options.choice
    catalogue = catalogue_of(suite, choose(suite.items, choice.only, choice.skip, choice.kinds))
    text = indented_json(catalogue).decode() + "\n"
    if options.is_json_printed:
        echo(text, nl=False)
    elif options.outputs.json is not None:
        options.outputs.check()
        write_report(options.outputs.json, text)
    else:
        print_catalogue(make_console(), catalogue)
    return PASSED


def conform_server(options: Options) -> int:
    """Try the contract on a server, report, and give the exit code; raises one of WRONG_INPUT before it begins."""
    suite = suite_of(options)
    chosen = choose(suite.items, options.choice.only, options.choice.skip, options.choice.kinds)
    baseline = None if options.baseline is None else load_baseline(options.baseline, suite.rules.service)
    connector = connector_of(options, suite)
    options.outputs.check()
    progress = item_progress()
    with (
        ended_like_by_ctrl_c(at_hang_up=True),
        connected(options, suite, connector, progress.note, progress.paused) as server,
    ):
        setup = _setup(options, server, baseline, progress)
        run = Run(
            suite=suite,
            ids=[item.id for item in chosen],
            setup=setup,
            url=server.url,
            connector=server.connector,
            version=own_version(),
            started=rfc3339(time.time()),
            monotonic_s=time.monotonic,
        )
        dear = [item.id for item in chosen if suite.registers(item) and item.needs <= server.control.needs]
        work = {item.id: work_of(item, server.control.needs) for item in chosen}
        watcher = None if options.detail.is_quiet else Watcher(progress, server.pace, dear, work)
        report = _watched(run, watcher, progress)
    if baseline is not None:
        report = compare(report, baseline, str(options.baseline), {item.id for item in suite.items})
    return tell(report, options, suite)


def suite_of(options: Options) -> Suite:
    """Make the suite, with recorded items beside its catalogue if there are any; raises one of WRONG_INPUT."""
    suite = load_suite(options.profile)
    if not options.items:
        return suite
    from oceanhil.conformance.oceanremote.suite import make_suite
    from oceanhil.conformance.recorded.items_file import load_items
    from oceanhil.conformance.recorded.recording import refuse_service

    refuse_service(suite.rules.service)
    own = make_suite(profile_file(options.profile))
    recorded = [item for path in options.items for item in load_items(path)]
    twice = [identity for identity, count in Counter(item.id for item in recorded).items() if count > 1]
    if twice:
        raise ChoiceError(f"two files of --items have an item {twice[0]!r}; give each recording a name of its own")
    return replace(own, items=(*own.items, *recorded))


def tell(report: ConformReport, options: Options, suite: Suite) -> int:
    """Print and write the reports, and give the exit code: 2 if a file could not be written."""
    failed = failing(report, options.level, require_all=options.is_all_required)
    asked = _asked(options)
    console = make_console(stderr=options.is_json_printed)
    if not console.is_terminal:
        console.width = REPORT_WIDTH
    if options.is_json_printed:
        echo(json_text(report), nl=False)
    else:
        print_report(console, report, failed, options.detail, asked)
    ended = Ended(report, failed, suite.rules, lambda: load_suite(suite.rules.service).rules, asked)
    errors = options.outputs.write(ended)
    unwritten = {str(error) for error in errors}
    _say_where(console, options, is_whole=not unwritten)
    for text in unwritten:
        make_console(stderr=True).print(Text(f"Error: {text}"), soft_wrap=True)
    if not was_anything_tried(report) and not report.broken_off:
        make_console(stderr=True).print("nothing could be tried here, so nothing is known")
    return BROKEN_OFF if unwritten else exit_code(report, options.level, require_all=options.is_all_required)


def _asked(options: Options) -> Asked:
    """Say which options another run takes too; the admin side's key stands in no report."""
    files = [("--items", str(path)) for path in options.items]
    files += [("--ca", options.ca_file), ("--connector", "" if options.connector is None else str(options.connector))]
    profile = "" if options.profile == BUILT_IN else options.profile
    given = [word for option, value in (("--profile", profile), *files) if value for word in (option, value)]
    written = options.outputs.profile
    return Asked(f" {shlex.join(given)}" if given else "", "" if written is None else str(written))


def _setup(options: Options, server: Connection, baseline: ConformReport | None, progress: LiveProgress) -> Setup:
    """Say how often items are tried: a change is one only if it is seen twice."""
    again = once if baseline is None else repeats_changed(baseline)
    fewest = max(options.repeat, 1 if options.baseline is None else _TRIALS_OF_A_CHANGE)
    return Setup(
        wire_to=server.wire_to,
        control=server.control,
        seed=options.seed,
        trials_max=max(options.trials, fewest),
        again=(lambda _: True) if options.repeat > 1 else again,
        trying=progress.case_started,
        told=progress.note,
        unseen=satisfied if baseline is None else misses_known(baseline),
    )


def _watched(run: Run, watcher: Watcher | None, progress: LiveProgress) -> ConformReport:
    if watcher is None:
        return run_suite(run, Silence())
    watcher.start()
    try:
        return run_suite(run, watcher)
    finally:
        progress.stop()


def _say_where(console: Console, options: Options, *, is_whole: bool) -> None:
    if options.detail.is_quiet or options.is_json_printed or not is_whole:
        return
    files: Sequence[str] = [f"{option.removeprefix('--')}: {path}" for option, path in options.outputs.chosen()]
    for line in files:
        console.print(Text(line), soft_wrap=True)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it is listed."""

    id: str
    title: str
    kind: Kind
    source: str
    links: tuple[Link, ...]
    severity: Severity
    style: Style
    needs: tuple[str, ...]
    learns: tuple[str, ...]


class Catalogue(msgspec.Struct, frozen=True):
    """A service's items."""

    service: str
    profile: str
    items: tuple[Listed, ...]


def catalogue_of(suite: Suite, items: Sequence[AnyItem]) -> Catalogue:
    """Describe items of a suite."""
    return Catalogue(suite.rules.service, suite.rules.profile, tuple(_listed(item) for item in items))


def print_catalogue(console: Console, catalogue: Catalogue) -> None:
    """Print the items under their topics."""
    if not console.is_terminal:
        console.width = _LIST_WIDTH_OF_A_FILE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("item", no_wrap=True)
    for name in ("kind", "severity", "needs", "what holds"):
        table.add_column(name, overflow="fold")
    topic = ""
    for row in catalogue.items:
        if row.id.partition("/")[0] != topic:
            topic = row.id.partition("/")[0]
            table.add_row(Text(topic, style="bold"))
        needs = ", ".join(row.needs) or "-"
        table.add_row(f"  {row.id}", row.kind.value, row.severity.value, Text(needs, style="dim"), Text(row.title))
    console.print(table)
    counts = {kind: sum(row.kind is kind for row in catalogue.items) for kind in Kind}
    kinds = ", ".join(plural(number, kind.value) for kind, number in counts.items())
    console.print(f"\n{plural(len(catalogue.items), 'item')} of {catalogue.service}: {kinds}; sources: --list --json")


def _listed(item: AnyItem) -> Listed:
    return Listed(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        links=item.links,
        severity=item.severity,
        style=item.style,
        needs=tuple(sorted(need.name for need in item.needs)),
        learns=item.learns,
    )
