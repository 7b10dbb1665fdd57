"""`oceanhil run`: pytest with this project's plugin, options and output in this project's words."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.command_errors import PytestCommand, WrongChoiceError
from oceanhil.app.command_files import declare_inputs, usual_inventory
from oceanhil.app.commands.run_outputs import PluginReports, Printed, plugin_report_options, printed_options
from oceanhil.app.commands.run_processes import ProcessOptions, process_options
from oceanhil.app.commands.scenario_words import complete_scenarios
from oceanhil.app.commands.server_options import admin_key_option
from oceanhil.app.commands.sketch_options import SketchOptions, chosen_tools, counted, many_cases_options
from oceanhil.app.commands.table_options import check_together, run_options
from oceanhil.app.run.choice import using_quarantined
from oceanhil.app.run.run_options import RunOptions
from oceanhil.host.untrusted import refuse_code_files, refuse_options, untrusted_option
from oceanhil.protocol.data_files import UntrustedError, is_untrusted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PASSED_ON = (
    "Options that are not listed are passed on to pytest, their values written with `=`: -x, --lf, --maxfail=3. "
    "What they print is seen with -v."
)
_EXIT_CODES = (
    "Exit codes are pytest's: 0 all passed, 1 something failed or a report could not be written, 2 interrupted or a "
    "scenario file is wrong, 3 internal error, 4 a wrong name or option, 5 nothing to run, or nothing but skips. Of "
    "its own: 8 no scenario failed, but boards did; 9 less was tried than --require or --min-run asks for; 10 with "
    "--prove, an expectation is idle."
)


@click.command(
    cls=PytestCommand,
    context_settings={"ignore_unknown_options": True},
    epilog=f"{_PASSED_ON}\n\n{_EXIT_CODES}",
)
@click.argument(
    "names",
    nargs=-1,
    metavar="[SCENARIO|FILE|FOLDER]...",
    type=click.UNPROCESSED,
    shell_complete=complete_scenarios,
)
@run_options()
@plugin_report_options
@admin_key_option
@click.option("-k", "keyword", metavar="WORDS", help="Only cases whose name matches, as in pytest.")
@click.option(
    "--prove",
    is_flag=True,
    help="Are the tests worth anything? Change the world of each case that passes, and name expectations that hold "
    "all the same; in world sim.",
)
@click.option("--prove-all", is_flag=True, help="The same with all cases, not only as many as come to every step.")
@process_options
@many_cases_options
@untrusted_option
@printed_options
def run(
    *,
    names: tuple[str, ...],
    given: RunOptions,
    reports: PluginReports,
    admin_key: str | None,
    keyword: str | None,
    prove: bool,
    prove_all: bool,
    processes: ProcessOptions,
    sketch: SketchOptions,
    printed: Printed,
) -> None:
    """Run scenarios and show what happened. Without names: the whole library."""
    if prove or prove_all:
        from oceanhil.app.commands.run_proof import check_proof

        check_proof(click.get_current_context(), names, given.world)
    tools = chosen_tools(given.world, given.against, sketch)
    check_together(given, in_processes=processes.are_several)
    options = given.words()
    options += [] if keyword is None else ["-k", keyword]
    options += printed.words()
    with using_quarantined(given.use_quarantined):
        options += processes.words(given)
    options += reports.words()
    if is_untrusted():
        _refuse_code(names)
    from oceanhil.app.run.library import chosen_files

    paths = chosen_files(names, given.profile, _long_options())
    declare_inputs("a scenario", paths)
    declare_inputs("the inventory", usual_inventory())
    if prove or prove_all:
        from oceanhil.app.commands.run_proof import prove_and_tell
        from oceanhil.app.run.proving import ProofChoice

        chosen = ProofChoice(paths=paths, boards=given.boards, seed=given.seed, shard=given.shard, is_whole=prove_all)
        sys.exit(
            prove_and_tell(
                chosen, html=given.html, markdown=given.markdown, is_quiet=printed.quiet, as_json=printed.as_json
            )
        )
    passed_on = [word for word in names if word.startswith("-")]
    is_more = processes.are_given or reports.are_given or printed.verbose or printed.as_json
    is_plain = given == RunOptions(boards=given.boards, seed=given.seed) and not (keyword or is_more or passed_on)
    if is_plain and not is_untrusted():
        from oceanhil.app.run.direct import run_directly

        code = run_directly(paths, given.boards, given.seed, is_quiet=printed.quiet)
        if code is not None:
            sys.exit(code)

    from oceanhil.app.commands.pytest_run import run_pytest
    from oceanhil.hil.worlds.sketch.tools import using_tools

    counting = counted(tools, given.world, given.against, is_quiet=printed.as_json or printed.quiet)
    with _key_in_environment(admin_key), using_tools(tools), counting:
        code = run_pytest([*passed_on, *options, *map(str, paths)], own_options=_long_options())
    sys.exit(code)


def _refuse_code(names: Sequence[str]) -> None:
    """Raise WrongChoiceError for what would be run as code, and for options of pytest that may load some."""
    try:
        refuse_options(name for name in names if name.startswith("-"))
        refuse_code_files(name for name in names if not name.startswith("-"))
    except UntrustedError as error:
        raise WrongChoiceError(str(error)) from None


def _long_options() -> list[str]:
    return [option for parameter in run.params for option in parameter.opts if option.startswith("--")]


@contextmanager
def _key_in_environment(key: str | None) -> Iterator[None]:
    """Let the plugin find the key where no report and no list of processes shows it."""
    former = os.environ.get(KEY_VARIABLE)
    if key is not None:
        os.environ[KEY_VARIABLE] = key
    try:
        yield
    finally:
        os.environ.pop(KEY_VARIABLE, None)
        if former is not None:
            os.environ[KEY_VARIABLE] = former
