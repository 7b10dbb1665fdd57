"""What `oceanhil conform` does instead of a run: look at a connector, list what would happen, tidy up, judge."""

from pathlib import Path

import msgspec

from oceanhil.conformance.command.baseline import compare, load_baseline
from oceanhil.conformance.command.conform import suite_of, tell
from oceanhil.conformance.command.connection import connector_of, pace_choice, pace_of, prompt_of, target_of
from oceanhil.conformance.command.exit_code import FAILED, PASSED
from oceanhil.conformance.command.item_choice import choose
from oceanhil.conformance.command.options import ItemChoice, Options
from oceanhil.conformance.contract.suites import load_suite, profile_file
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.own_version import own_version
from oceanhil.host.terminal import echo
from oceanhil.host.visible_text import clip
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.wording import plural
from oceanhil.remote.connector.access import Access, clean_up
from oceanhil.remote.connector.prompt import terminal_prompt
from oceanhil.remote.connector.summary import summary_text
from oceanhil.remote.wire.target import TargetError


def check_connector(options: Options) -> int:
    """Read the connector file and say what can be done with it; raises one of WRONG_INPUT."""
    suite = load_suite(options.profile)
    connector = connector_of(options, suite)
    assert connector is not None
    url = options.url or "URL"
    echo(summary_text(connector, url, suite.side.operations, has_prompt=prompt_of(options) is not None))
    return PASSED


def dry_run(options: Options) -> int:
    """List every request and operation of a run, without sending anything; raises one of WRONG_INPUT."""
    from oceanhil.conformance.contract.finding import TargetLostError
    from oceanhil.conformance.rehearsal.plan import plan_text
    from oceanhil.conformance.rehearsal.rehearsal import Rehearsal, rehearse

    suite = suite_of(options)
    connector = connector_of(options, suite)
    chosen = choose(suite.items, options.choice.only, options.choice.skip, options.choice.kinds)
    wish = Rehearsal(
        suite=suite,
        ids=[item.id for item in chosen],
        target=target_of(options, connector),
        connector=connector,
        has_prompt=options.may_ask and terminal_prompt() is not None,
        is_mock_server=connector is None and options.admin_key is not None,
        profile_file=profile_file(options.profile),
        seed=options.seed,
        pace=pace_choice(options),
    )
    try:
        plan = rehearse(wish)
    except TargetLostError as error:
        raise TargetError(str(error)) from None
    if options.is_json_printed:
        echo(indented_json(plan))
    else:
        echo(plan_text(plan, is_verbose=options.detail.is_verbose))
    return PASSED


def clean_up_target(options: Options) -> int:
    """Remove what earlier runs left on a server; exit code 1 if something is still there."""
    suite = load_suite(options.profile)
    connector = connector_of(options, suite)
    assert connector is not None
    pace = pace_of(suite, pace_choice(options), connector.limits, suite.side.limits, told=_told)
    access = Access(connector=connector, prompt=prompt_of(options), pace_of=lambda *_: pace)
    with ended_like_by_ctrl_c(at_hang_up=True):
        done = clean_up(target_of(options, connector), connector, access)
    echo(f"removed: {done.removed}{f', put back: {done.put_back}' if done.put_back else ''}")
    for line in done.left:
        echo(f"still there: {clip(line)}", err=True)
    return FAILED if done.left else PASSED


def _told(text: str) -> None:
    echo(text, err=True)


def judge(recording: Path, options: Options) -> int:
    """Judge a recording by the contract; raises one of WRONG_INPUT."""
    from oceanhil.conformance.recorded.judge import judge_recording
    from oceanhil.conformance.recorded.recording import refuse_service

    suite = load_suite(options.profile)
    refuse_service(suite.rules.service)
    baseline = None if options.baseline is None else load_baseline(options.baseline, suite.rules.service)
    options.outputs.check()
    judged = judge_recording(recording, load_profile(profile_file(options.profile)), own_version())
    for note in judged.notes:
        echo(f"note: {note}", err=True)
    report = judged.report
    catalogue = {result.id for result in report.results}
    choice: ItemChoice = options.choice
    report = msgspec.structs.replace(report, results=choose(report.results, choice.only, choice.skip, choice.kinds))
    if baseline is not None:
        report = compare(report, baseline, str(options.baseline), catalogue)
    return tell(report, options, suite)


def write_recorded_items(recording: Path, output: Path, profile: str) -> None:
    """Write the items of a recording to a new file; raises one of WRONG_INPUT."""
    from oceanhil.conformance.recorded.item_maker import write_items
    from oceanhil.conformance.recorded.recording import refuse_service
    from oceanhil.host.places import PlaceError
    from oceanhil.protocol.wording import os_reason

    refuse_service(load_suite(profile).rules.service)
    try:
        written = write_items(recording, load_profile(profile_file(profile)), output)
    except FileExistsError:
        raise PlaceError(f"--write-items {str(output)!r} is there already; name a new file") from None
    except OSError as error:
        raise PlaceError(
            f"--write-items {str(output)!r} cannot be written: {os_reason(error)}; name another place"
        ) from None
    for note in written.notes:
        echo(f"note: {note}", err=True)
    echo(f"{output}: {plural(written.count, 'item')}; try them with oceanhil conform URL --items {output}", err=True)
