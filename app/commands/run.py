"""`oceanhil run`: pytest with this project's plugin, options and output in this project's words."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.command_errors import PytestCommand, WrongChoiceError
from oceanhil.app.command_files import (
    OutputFile,
    OutputFolder,
    declare_inputs,
    usual_inventory,
)
from oceanhil.app.commands.scenario_words import complete_scenarios
from oceanhil.app.commands.server_options import admin_key_option
from oceanhil.app.commands.sketch_options import chosen_tools, counted, coverage_option, sketch_options
from oceanhil.app.commands.table_options import check_together, run_options
from oceanhil.app.run.choice import using_quarantined
from oceanhil.app.run.run_options import RunOptions
from oceanhil.host.file_claims import ALLURE_FILES
from oceanhil.host.untrusted import refuse_code_files, refuse_options, untrusted_option
from oceanhil.protocol.data_files import UntrustedError, is_untrusted

if TYPE_CHECKING:
    from collections.abc import Iterator

_AUTOMATIC = frozenset({"auto", "logical"})
_PROCESSES_EACH = 16
"""So many for each processor are more than any run has a use for, and fewer than a machine has memory for."""
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
@click.option("--junit", type=OutputFile(), metavar="FILE", help="Write JUnit XML, traces in a folder beside it.")
@click.option("--allure", type=OutputFolder(ALLURE_FILES), metavar="DIR", help="Write Allure results into this folder.")
@admin_key_option
@click.option("-k", "keyword", metavar="WORDS", help="Only cases whose name matches, as in pytest.")
@click.option(
    "--prove",
    is_flag=True,
    help="Are the tests worth anything? Change the world of each case that passes, and name expectations that hold "
    "all the same; in world sim.",
)
@click.option("--prove-all", is_flag=True, help="The same with all cases, not only as many as come to every step.")
@click.option("-n", "workers", metavar="N", help="Run in N processes, or `auto`.")
@click.option("--jobs", metavar="N", help="Run on N boards at once, or on all there are: `auto`.")
@click.option(
    "--retries",
    type=click.IntRange(min=0),
    metavar="N",
    default=0,
    help="Run a failed case up to N times more; it stays visible as flaky.",
)
@sketch_options
@coverage_option
@untrusted_option
@click.option("-q", "quiet", is_flag=True, help="Show failures only.")
@click.option("-v", "verbose", is_flag=True, help="Show pytest's own output, a line for each case.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON on standard output, nothing else.")
def run(
    *,
    names: tuple[str, ...],
    given: RunOptions,
    junit: Path | None,
    allure: Path | None,
    admin_key: str | None,
    keyword: str | None,
    prove: bool,
    prove_all: bool,
    workers: str | None,
    jobs: str | None,
    retries: int,
    sanitize: bool,
    coverage: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Run scenarios and show what happened. Without names: the whole library."""
    if prove or prove_all:
        from oceanhil.app.commands.run_proof import check_proof

        check_proof(click.get_current_context(), names, given.world)
    tools = chosen_tools(given.world, given.against, sanitize=sanitize, coverage=coverage)
    check_together(given, in_processes=workers is not None or jobs is not None)
    options = given.words()
    options += [] if keyword is None else ["-k", keyword]
    options += _output(quiet=quiet, verbose=verbose, as_json=as_json)
    with using_quarantined(given.use_quarantined):
        options += _parallel(workers, jobs, given)
    options += _plugins(retries, junit, allure)
    if is_untrusted():
        try:
            refuse_options(name for name in names if name.startswith("-"))
            refuse_code_files(name for name in names if not name.startswith("-"))
        except UntrustedError as error:
            raise WrongChoiceError(str(error)) from None
    from oceanhil.app.run.library import chosen_files

    paths = chosen_files(names, given.profile, _long_options())
    declare_inputs("a scenario", paths)
    declare_inputs("the inventory", usual_inventory())
    if prove or prove_all:
        from oceanhil.app.commands.run_proof import prove_and_tell
        from oceanhil.app.run.proving import ProofChoice

        chosen = ProofChoice(paths=paths, boards=given.boards, seed=given.seed, shard=given.shard, is_whole=prove_all)
        sys.exit(prove_and_tell(chosen, html=given.html, markdown=given.markdown, is_quiet=quiet, as_json=as_json))
    passed_on = [word for word in names if word.startswith("-")]
    is_plain = given == RunOptions(boards=given.boards, seed=given.seed) and not (
        keyword or workers or jobs or junit or allure or retries or verbose or as_json or passed_on or is_untrusted()
    )
    if is_plain:
        from oceanhil.app.run.direct import run_directly

        code = run_directly(paths, given.boards, given.seed, is_quiet=quiet)
        if code is not None:
            sys.exit(code)

    from oceanhil.app.commands.pytest_run import run_pytest
    from oceanhil.hil.worlds.sketch.tools import using_tools

    counting = counted(tools, given.world, given.against, is_quiet=as_json or quiet)
    with _key_in_environment(admin_key), using_tools(tools), counting:
        code = run_pytest([*passed_on, *options, *map(str, paths)], own_options=_long_options())
    sys.exit(code)


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


def _output(*, quiet: bool, verbose: bool, as_json: bool) -> list[str]:
    if verbose and (quiet or as_json):
        raise WrongChoiceError(f"-v and {'--json' if as_json else '-q'} exclude each other; leave one out")
    if verbose:
        return ["-v", "--show-capture=no"]
    return ["-s", "--oceanhil-output", "json" if as_json else "table", *(["-q"] if quiet else [])]


def _parallel(workers: str | None, jobs: str | None, given: RunOptions) -> list[str]:
    """Run in several processes: a bench's boards need one each, elsewhere a process may have any case."""
    if workers is not None and jobs is not None:
        raise WrongChoiceError("-n and --jobs exclude each other; on a bench --jobs is the one to use")
    if workers is None and jobs is None:
        return []
    option, text = ("-n", workers or "") if jobs is None else ("--jobs", jobs)
    number = _number(option, text)
    xdist = _plugin("xdist.plugin", "parallel", option)
    on_bench = _boards_on_bench(given)
    if not on_bench:
        return [*xdist, "-n", number, "--dist", "worksteal"]
    processes = on_bench if number in _AUTOMATIC else min(int(number), on_bench)
    return [*xdist, "-n", str(processes)]


def _boards_on_bench(given: RunOptions) -> int:
    """Count the boards of the bench that the run may use; 0 in a world that makes as many as it wants."""
    if given.world == "sim":
        return 0
    from oceanhil.app.run.cases import board_count, boards_of_run
    from oceanhil.app.run.choice import using_inventory
    from oceanhil.hil.boards.inventory_path import NoInventoryError
    from oceanhil.hil.worlds import load_world
    from oceanhil.scenarios.world import WorldError

    try:
        with using_inventory(given.inventory):
            factory = load_world(given.world)
    except (NoInventoryError, WorldError) as error:
        raise WrongChoiceError(str(error)) from None
    try:
        return board_count(factory, boards_of_run(given.boards, factory))
    finally:
        factory.close()


def _plugins(retries: int, junit: Path | None, allure: Path | None) -> list[str]:
    """Load only what was asked for: other plugins cost start-up time and could change what a run means."""
    options: list[str] = []
    if retries:
        options += [*_plugin("pytest_rerunfailures", "retries", "--retries"), "--reruns", str(retries)]
    if junit is not None:
        # JUnit's own word for a log of a test; without it, the serial log would not be in the file.
        options += ["--junitxml", str(junit), "-o", "junit_logging=system-out", "-o", "junit_family=xunit1"]
    if allure is not None:
        options += [*_plugin("allure_pytest.plugin", "allure", "--allure"), "--alluredir", str(allure)]
    _check_places(junit, allure)
    return options


def _number(option: str, text: str) -> str:
    if text not in _AUTOMATIC and not (text.isascii() and text.isdigit() and (int(text) or option == "-n")):
        what = "processes" if option == "-n" else "boards"
        raise WrongChoiceError(f"{option} is {text!r}, expected a number of {what}, or 'auto'")
    most = _PROCESSES_EACH * (os.cpu_count() or 1)
    if option == "-n" and text not in _AUTOMATIC and int(text) > most:
        limit = f"at most {most} on this machine: {_PROCESSES_EACH} for each processor"
        raise WrongChoiceError(f"-n is {text}, {limit}; give a smaller number, or 'auto'")
    return text


def _plugin(module: str, extra: str, option: str) -> list[str]:
    if find_spec(module.partition(".")[0]) is None:
        raise WrongChoiceError(f"{option} needs a package that is not here: pip install 'oceanhil[{extra}]'")
    return ["-p", module]


def _check_places(junit: Path | None, allure: Path | None) -> None:
    from oceanhil.host.places import PlaceError, check_file, check_folder

    try:
        if junit is not None:
            check_file("--junit", junit)
        if allure is not None:
            check_folder("--allure", allure)
    except PlaceError as error:
        raise WrongChoiceError(str(error)) from None
