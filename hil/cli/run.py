"""`oceanhil run`: pytest with this project's plugin, options and output in this project's words."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import click

from hil.cli.errors import WrongInputError

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Options that are not listed are passed on to pytest: -x, --lf, --durations=5 and so on.",
)
@click.argument("names", nargs=-1, metavar="[SCENARIO|FILE|FOLDER]...", type=click.UNPROCESSED)
@click.option("--world", default="sim", show_default=True, help="World the scenarios run in.")
@click.option(
    "--board",
    "boards",
    multiple=True,
    type=click.Choice(["esp32", "esp8266", "picow"]),
    help="Only this board; may be repeated.",
)
@click.option("--store", type=click.Choice(["legacy", "reference"]), help="Only cases with this store policy.")
@click.option("--driver", help="Only cases with this EEPROM driver, such as idf-4.4.7.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every run.")
@click.option("--profile", type=_FILE, help="Profile laid over the built-in one.")
@click.option("-k", "keyword", metavar="WORDS", help="Only cases whose name matches, as in pytest.")
@click.option("-n", "workers", metavar="N", help="Run in N processes, or `auto`.")
@click.option(
    "--retries",
    type=click.IntRange(min=0),
    default=0,
    help="Run a failed case up to N times more; it stays visible as flaky.",
)
@click.option("--html", type=_FILE, help="Write the report as one HTML file.")
@click.option("--junit", type=_FILE, help="Write JUnit XML.")
@click.option("--allure", type=_FOLDER, help="Write Allure results into this folder.")
@click.option("--trace", "traces", type=_FOLDER, help="Write trace and serial log of every run into this folder.")
@click.option("-q", "quiet", is_flag=True, help="Show failures only.")
@click.option("-v", "verbose", is_flag=True, help="Show pytest's own output, a line for each case.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON on standard output, nothing else.")
def run(
    *,
    names: tuple[str, ...],
    world: str,
    boards: tuple[str, ...],
    store: str | None,
    driver: str | None,
    seed: int,
    profile: Path | None,
    keyword: str | None,
    workers: str | None,
    retries: int,
    html: Path | None,
    junit: Path | None,
    allure: Path | None,
    traces: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Run scenarios and show what happened. Without names: the whole library."""
    words = [word for word in names if not word.startswith("-")]
    arguments = [word for word in names if word.startswith("-")]
    arguments += ["--world", world, "--hil-seed", str(seed)]
    arguments += [part for board in boards for part in ("--board", board)]
    optional = {
        "--store": store,
        "--driver": driver,
        "--hil-profile": profile,
        "-k": keyword,
        "--hil-html": html,
        "--hil-traces": traces,
    }
    arguments += [part for option, value in optional.items() if value is not None for part in (option, str(value))]
    arguments += _output(quiet=quiet, verbose=verbose, as_json=as_json)
    arguments += _plugins(workers, retries, junit, allure)
    sys.exit(_run(words, arguments))


def _output(*, quiet: bool, verbose: bool, as_json: bool) -> list[str]:
    if verbose:
        return ["-v", "--show-capture=no"]
    return ["-s", "--hil-output", "json" if as_json else "table", *(["-q"] if quiet else [])]


def _plugins(workers: str | None, retries: int, junit: Path | None, allure: Path | None) -> list[str]:
    """Load only what was asked for: other plugins cost start-up time and could change what a run means."""
    arguments: list[str] = []
    if workers is not None:
        arguments += [*_plugin("xdist.plugin", "parallel", "-n"), "-n", workers, "--dist", "worksteal"]
    if retries:
        arguments += [*_plugin("pytest_rerunfailures", "retries", "--retries"), "--reruns", str(retries)]
    if junit is not None:
        # JUnit's own word for a log of a test; without it, the serial log would not be in the file.
        arguments += ["--junitxml", str(junit), "-o", "junit_logging=system-out", "-o", "junit_family=xunit1"]
    if allure is not None:
        arguments += [*_plugin("allure_pytest.plugin", "allure", "--allure"), "--alluredir", str(allure)]
    return arguments


def _plugin(module: str, extra: str, option: str) -> list[str]:
    if find_spec(module.partition(".")[0]) is None:
        raise WrongInputError(f"{option} needs a package that is not here: pip install 'oceanremote-hil[{extra}]'")
    return ["-p", module]


def _run(names: list[str], arguments: list[str]) -> int:
    import pytest

    from hil.library import NoSuchScenarioError, find_files

    try:
        paths = find_files(names)
    except NoSuchScenarioError as error:
        raise WrongInputError(str(error)) from None
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    config = files("hil") / "config" / "pytest.ini"
    fixed = ["-c", str(config), "--rootdir", str(Path.cwd()), "-p", "hil.pytest_plugin"]
    return int(pytest.main([*fixed, *arguments, *map(str, paths)]))
