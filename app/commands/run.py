"""`oceanhil run`: pytest with this project's plugin, options and output in this project's words."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import PytestCommand, WrongChoiceError
from oceanhil.app.command_files import (
    InputFile,
    OutputFile,
    OutputFolder,
    WorldName,
    declare_inputs,
    usual_inventory,
)
from oceanhil.app.commands.board_option import boards_option
from oceanhil.app.commands.past_option import past_option
from oceanhil.app.commands.server_options import chosen_server, server_options
from oceanhil.app.commands.sketch_options import chosen_tools, counted, coverage_option, sketch_options
from oceanhil.app.commands.word_choice import STORE_CHOICE
from oceanhil.app.run.choice import KEY_VARIABLE, using_quarantined
from oceanhil.app.run.options import SEED_MAX
from oceanhil.host.file_claims import ALLURE_FILES, HISTORY_FILES, MOMENT_FILES, TRACE_FILES
from oceanhil.host.untrusted import refuse_code_files, refuse_options, untrusted_option
from oceanhil.protocol.data_files import UntrustedError, is_untrusted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.run.shard import Shard
    from oceanhil.scenarios.invariants import Past

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
@click.argument("names", nargs=-1, metavar="[SCENARIO|FILE|FOLDER]...", type=click.UNPROCESSED)
@click.option(
    "--world",
    type=WorldName(),
    metavar="NAME",
    default="sim",
    show_default=True,
    help="World the scenarios run in: sim; serial or serial:NAME, a bench or board of the inventory; serial:virtual, "
    "serial:virtual-arduino, serial:virtual-no-agent, serial:virtual-usb, serial:virtual-cp210x, serial:virtual-ch340, "
    "serial:virtual-ftdi or serial:virtual-cdc, virtual boards that the run starts itself.",
)
@click.option(
    "--against", type=WorldName(), metavar="NAME", help="Run every case in this world too; a difference fails the case."
)
@past_option
@boards_option
@click.option(
    "--inventory", type=InputFile(readable=True), metavar="FILE", help="Inventory of boards for the world serial."
)
@server_options
@click.option("--store", type=STORE_CHOICE, help="Only cases with this store policy.")
@click.option("--driver", metavar="NAME", help="Only cases with this EEPROM driver, such as idf-4.4.7.")
@click.option(
    "--seed", type=click.IntRange(0, SEED_MAX), metavar="N", default=0, show_default=True, help="Seed of every run."
)
@click.option(
    "--profile",
    type=InputFile(is_name_too=True),
    metavar="NAME|FILE",
    help="Profile laid over the built-in one. That of a service, such as ringcentral: only scenarios about it run.",
)
@click.option("-k", "keyword", metavar="WORDS", help="Only cases whose name matches, as in pytest.")
@click.option(
    "--require",
    "require",
    multiple=True,
    metavar="CAPABILITY",
    help="Fail unless every case that needs it was tried, and one does; may be repeated.",
)
@click.option(
    "--min-run", type=click.IntRange(min=0), metavar="N", default=0, help="Fail unless N cases or more were tried."
)
@click.option("--use-quarantined", is_flag=True, help="Use boards that are in quarantine all the same.")
@click.option(
    "--prove",
    is_flag=True,
    help="Are the tests worth anything? Change the world of each case that passes, and name expectations that hold "
    "all the same; in world sim.",
)
@click.option("--prove-all", is_flag=True, help="The same with all cases, not only as many as come to every step.")
@click.option("--shard", metavar="K/N", help="Only the K-th of N equal parts of what is chosen: for N machines.")
@click.option("-n", "workers", metavar="N", help="Run in N processes, or `auto`.")
@click.option("--jobs", metavar="N", help="Run on N boards at once, or on all there are: `auto`.")
@click.option(
    "--retries",
    type=click.IntRange(min=0),
    metavar="N",
    default=0,
    help="Run a failed case up to N times more; it stays visible as flaky.",
)
@click.option(
    "--known",
    type=OutputFile(),
    metavar="FILE",
    help="Failures that are known: counted and named, they do not fail the run.",
)
@click.option("--accept", is_flag=True, help="Add new failures to the file of --known, which may be a new one.")
@click.option("--html", type=OutputFile(), metavar="FILE", help="Write the report as one HTML file.")
@click.option("--markdown", type=OutputFile(), metavar="FILE", help="Write a summary as Markdown, for a CI's page.")
@click.option("--junit", type=OutputFile(), metavar="FILE", help="Write JUnit XML, traces in a folder beside it.")
@click.option("--allure", type=OutputFolder(ALLURE_FILES), metavar="DIR", help="Write Allure results into this folder.")
@click.option(
    "--trace",
    "traces",
    type=OutputFolder(TRACE_FILES),
    metavar="DIR",
    help="Write trace and serial log of every run there.",
)
@click.option(
    "--moments",
    type=OutputFolder(MOMENT_FILES),
    metavar="DIR",
    help="Write a page for each case there, to go through it event by event; with --html of failed ones, and an album.",
)
@click.option(
    "--history",
    type=OutputFolder(HISTORY_FILES),
    metavar="DIR",
    help="Keep what each case comes to there, by commit, and say what is new, fixed, flaky or slower.",
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
    world: str,
    against: str | None,
    past: tuple[Past, ...],
    boards: tuple[str, ...],
    inventory: Path | None,
    server: str | None,
    connector: Path | None,
    admin_key: str | None,
    server_ca: Path | None,
    yes: bool,
    store: str | None,
    driver: str | None,
    seed: int,
    profile: Path | None,
    keyword: str | None,
    require: tuple[str, ...],
    min_run: int,
    use_quarantined: bool,
    prove: bool,
    prove_all: bool,
    shard: str | None,
    workers: str | None,
    jobs: str | None,
    retries: int,
    known: Path | None,
    accept: bool,
    html: Path | None,
    markdown: Path | None,
    junit: Path | None,
    allure: Path | None,
    traces: Path | None,
    moments: Path | None,
    history: Path | None,
    sanitize: bool,
    coverage: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Run scenarios and show what happened. Without names: the whole library."""
    if prove or prove_all:
        from oceanhil.app.commands.run_proof import check_options

        check_options(click.get_current_context(), names, world)
    tools = chosen_tools(world, against, sanitize=sanitize, coverage=coverage)
    options = ["--oceanhil-world", world, "--oceanhil-seed", str(seed)]
    options += [part for board in boards for part in ("--oceanhil-board", board)]
    options += [part for each in past for part in ("--oceanhil-past", str(each))]
    if past and against is not None:
        raise WrongChoiceError("--past and --against: a case that goes on in one world only cannot be compared")
    options += [part for capability in require for part in ("--oceanhil-require", capability)]
    options += ["--oceanhil-min-run", str(min_run)] if min_run else []
    options += ["--oceanhil-use-quarantined"] if use_quarantined else []
    options += _accepting(known, accept=accept)
    optional = {
        "--oceanhil-against": against,
        "--oceanhil-inventory": inventory,
        "--oceanhil-store": store,
        "--oceanhil-driver": driver,
        "--oceanhil-profile": profile,
        "-k": keyword,
        "--oceanhil-shard": shard,
        "--oceanhil-known": known,
        "--oceanhil-html": html,
        "--oceanhil-markdown": markdown,
        "--oceanhil-traces": traces,
        "--oceanhil-moments": moments,
        "--oceanhil-history": history,
    }
    options += _server(server, connector, server_ca, yes=yes, in_processes=workers is not None or jobs is not None)
    options += [part for option, value in optional.items() if value is not None for part in (option, str(value))]
    options += _output(quiet=quiet, verbose=verbose, as_json=as_json)
    with using_quarantined(use_quarantined):
        options += _parallel(workers, jobs, world, boards, inventory)
    options += _plugins(retries, junit, allure)
    if is_untrusted():
        try:
            refuse_options(name for name in names if name.startswith("-"))
            refuse_code_files(name for name in names if not name.startswith("-"))
        except UntrustedError as error:
            raise WrongChoiceError(str(error)) from None
    from oceanhil.app.run.library import chosen_files

    part = _shard(shard)
    paths = chosen_files(names, profile, _long_options())
    declare_inputs("a scenario", paths)
    declare_inputs("the inventory", usual_inventory())
    if prove or prove_all:
        from oceanhil.app.commands.run_proof import prove_and_tell
        from oceanhil.app.run.proving import ProofChoice

        chosen = ProofChoice(paths=paths, boards=boards, seed=seed, shard=part, is_whole=prove_all)
        sys.exit(prove_and_tell(chosen, html=html, markdown=markdown, is_quiet=quiet, as_json=as_json))
    passed_on = [word for word in names if word.startswith("-")]
    needs_pytest = (*optional.values(), server, workers, jobs, junit, allure)
    is_plain = world == "sim" and not (
        past or require or min_run or retries or verbose or as_json or passed_on or is_untrusted()
    )
    if is_plain and all(value is None for value in needs_pytest):
        from oceanhil.app.run.direct import run_directly

        code = run_directly(paths, boards, seed, is_quiet=quiet)
        if code is not None:
            sys.exit(code)

    from oceanhil.app.commands.pytest_run import run_pytest
    from oceanhil.hil.worlds.sketch.tools import using_tools

    with _key_in_environment(admin_key), using_tools(tools), counted(tools, world, against, is_quiet=as_json or quiet):
        code = run_pytest([*passed_on, *options, *map(str, paths)], own_options=_long_options())
    sys.exit(code)


def _accepting(known: Path | None, *, accept: bool) -> list[str]:
    if accept and known is None:
        raise WrongChoiceError("--accept adds to a file of known failures; name it with --known")
    return ["--oceanhil-accept"] if accept else []


def _shard(text: str | None) -> Shard | None:
    from argparse import ArgumentTypeError

    from oceanhil.app.run.shard import read_shard

    try:
        return None if text is None else read_shard(text)
    except ArgumentTypeError as error:
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


def _server(
    url: str | None, connector: Path | None, ca_file: Path | None, *, yes: bool, in_processes: bool
) -> list[str]:
    """Give the options of a server elsewhere; its key goes another way."""
    server = chosen_server(url, connector, None, ca_file, yes=yes)
    if server is None:
        return []
    if in_processes:
        raise WrongChoiceError("--server serves one run after another; leave out -n and --jobs")
    ca = [] if ca_file is None else ["--oceanhil-server-ca", str(ca_file)]
    by = [] if connector is None else ["--oceanhil-connector", str(connector)]
    return ["--oceanhil-server", server.url, *by, *ca, *(["--oceanhil-server-yes"] if yes else [])]


def _output(*, quiet: bool, verbose: bool, as_json: bool) -> list[str]:
    if verbose and (quiet or as_json):
        raise WrongChoiceError(f"-v and {'--json' if as_json else '-q'} exclude each other; leave one out")
    if verbose:
        return ["-v", "--show-capture=no"]
    return ["-s", "--oceanhil-output", "json" if as_json else "table", *(["-q"] if quiet else [])]


def _parallel(
    workers: str | None, jobs: str | None, world: str, boards: Sequence[str], inventory: Path | None
) -> list[str]:
    """Run in several processes: a bench's boards need one each, elsewhere a process may have any case."""
    if workers is not None and jobs is not None:
        raise WrongChoiceError("-n and --jobs exclude each other; on a bench --jobs is the one to use")
    if workers is None and jobs is None:
        return []
    option, text = ("-n", workers or "") if jobs is None else ("--jobs", jobs)
    number = _number(option, text)
    xdist = _plugin("xdist.plugin", "parallel", option)
    on_bench = _boards_on_bench(world, boards, inventory)
    if not on_bench:
        return [*xdist, "-n", number, "--dist", "worksteal"]
    processes = on_bench if number in _AUTOMATIC else min(int(number), on_bench)
    return [*xdist, "-n", str(processes)]


def _boards_on_bench(world: str, chosen: Sequence[str], inventory: Path | None) -> int:
    """Count the boards of the bench that the run may use; 0 in a world that makes as many as it wants."""
    if world == "sim":
        return 0
    from oceanhil.app.run.cases import board_count, boards_of_run
    from oceanhil.app.run.choice import using_inventory
    from oceanhil.hil.boards.inventory_path import NoInventoryError
    from oceanhil.hil.worlds import load_world
    from oceanhil.scenarios.world import WorldError

    try:
        with using_inventory(inventory):
            factory = load_world(world)
    except (NoInventoryError, WorldError) as error:
        raise WrongChoiceError(str(error)) from None
    try:
        return board_count(factory, boards_of_run(chosen, factory))
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
        raise WrongChoiceError(f"-n is {text}, at most {most} on this machine: {_PROCESSES_EACH} for each processor")
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
