"""The options of the pytest plugin; each begins with the project's name: other people's tests have a `--board`, too."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from oceanhil.app.run.shard import Shard, read_shard

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from oceanhil.scenarios.invariants import Past

Scope = Literal["function", "class", "module", "package", "session"]
SCOPE_OPTION, SCOPE_INI = "--oceanhil-scope", "oceanhil_scope"
SCOPES: tuple[Scope, ...] = ("function", "class", "module", "package", "session")
EVERY_BOARD = "all"
"""The word in the place of a board for all of them."""
SEED_MAX = 10**18 - 1
"""The largest seed that a replay id can carry."""
_STORES = ("legacy", "reference")
_PREFIX = "oceanhil_"
_DEFAULTS = {"oceanhil_world": "sim", "oceanhil_seed": 0, "oceanhil_min_run": 0, "oceanhil_output": "pytest"}


def read_past(text: str) -> Past:
    """Read what `--oceanhil-past` says."""
    from oceanhil.scenarios.invariants import Past

    try:
        return Past.read(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


class BoardWords:
    """The words for a board on a command line: families, looked up when they are asked for, and `all`."""

    def __contains__(self, word: object) -> bool:
        from oceanhil.boards import find_board

        return word == EVERY_BOARD or (isinstance(word, str) and find_board(word) is not None)

    def __iter__(self) -> Iterator[str]:
        from oceanhil.boards import board_names

        return iter((*board_names(), EVERY_BOARD))


def add_options(parser: pytest.Parser) -> None:
    """Add the options, in a group of their own, and the ini value."""
    group = parser.getgroup("oceanhil", "OceanRemote scenarios")
    group.addoption(
        "--oceanhil-world",
        default=_DEFAULTS["oceanhil_world"],
        metavar="NAME",
        help="world the scenarios run in: sim (default), serial, serial:NAME of a bench or board, serial:virtual",
    )
    group.addoption(
        "--oceanhil-against",
        metavar="NAME",
        help="run every case in this world too, and fail where what is observed differs",
    )
    group.addoption(
        "--oceanhil-past",
        action="append",
        type=read_past,
        metavar="BREACH",
        help="breaches of an invariant that fail a case and do not end it: I17, or with how what was found begins",
    )
    group.addoption(
        "--oceanhil-board",
        action="append",
        choices=BoardWords(),
        metavar="BOARD",
        help="only this board; may be repeated; all: every one",
    )
    # Other plugins have options called --store and --driver.
    group.addoption("--oceanhil-store", choices=_STORES, help="only cases with this store policy")
    group.addoption("--oceanhil-driver", metavar="NAME", help="only cases with this EEPROM driver, such as idf-4.4.7")
    group.addoption(
        "--oceanhil-shard", type=read_shard, metavar="K/N", help="only the K-th of N equal parts of what is chosen"
    )
    group.addoption(
        "--oceanhil-require",
        action="append",
        metavar="CAPABILITY",
        help="fail unless every case that needs it was tried, and one does; may be repeated",
    )
    group.addoption(
        "--oceanhil-min-run", type=int, default=0, metavar="N", help="fail unless so many cases were tried (default: 0)"
    )
    group.addoption("--oceanhil-seed", type=seed_number, default=0, metavar="N", help="seed of every run (default: 0)")
    group.addoption("--oceanhil-profile", type=Path, metavar="FILE", help="profile laid over the built-in one")
    group.addoption("--oceanhil-inventory", type=Path, metavar="FILE", help="inventory of boards for the world serial")
    group.addoption(
        "--oceanhil-use-quarantined", action="store_true", help="use boards that are in quarantine all the same"
    )
    group.addoption(
        "--oceanhil-server",
        metavar="URL",
        help="mock server elsewhere that the runs use and reset; key of its admin side in OCEANHIL_ADMIN_KEY",
    )
    group.addoption(
        "--oceanhil-server-ca", type=Path, metavar="FILE", help="certificate of the CA of that server (PEM)"
    )
    group.addoption(
        "--oceanhil-connector",
        type=Path,
        metavar="FILE",
        help="how to reach that server's own side, if it is another one",
    )
    group.addoption("--oceanhil-server-yes", action="store_true", help="reset that server whatever it holds")
    group.addoption(
        SCOPE_OPTION, choices=SCOPES, help="how long tests share one world, and so an unreset board (default: function)"
    )
    parser.addini(SCOPE_INI, "how long tests share one world", default="function")
    group.addoption("--oceanhil-html", type=Path, metavar="FILE", help="write the report as one HTML file")
    group.addoption("--oceanhil-markdown", type=Path, metavar="FILE", help="write a summary as Markdown")
    group.addoption(
        "--oceanhil-traces",
        type=Path,
        metavar="DIR",
        help="write trace and serial log of every run there (with --junitxml F.xml default: F-traces)",
    )
    group.addoption(
        "--oceanhil-moments",
        type=Path,
        metavar="DIR",
        help="write a page of each case there, event by event (beside a report: of failed ones, and an album)",
    )
    group.addoption(
        "--oceanhil-history",
        type=Path,
        metavar="DIR",
        help="keep what each case comes to there, by commit, and say what is new, fixed, flaky or slower",
    )
    group.addoption(
        "--oceanhil-known", type=Path, metavar="FILE", help="failures that are known: counted and named, no failures"
    )
    group.addoption(
        "--oceanhil-accept",
        action="store_true",
        help="add new failures to the file of --oceanhil-known, which may be a new one",
    )
    group.addoption(
        "--oceanhil-untrusted", action="store_true", help="take files as data only; also OCEANHIL_UNTRUSTED=1"
    )
    group.addoption(
        "--oceanhil-output",
        default="pytest",
        choices=("pytest", "table", "json"),
        help="pytest's own output, or progress and a table, or results as JSON",
    )


def is_asked_for(config: pytest.Config) -> bool:
    """Tell whether this pytest run is told anything about ours, or is one of several processes that may have to be."""
    given = ((name, value) for name, value in vars(config.option).items() if name.startswith(_PREFIX))
    in_processes = config.getoption("numprocesses", None) or hasattr(config, "workerinput")
    return bool(in_processes) or any(value and value != _DEFAULTS.get(name) for name, value in given)


def boards_chosen(config: pytest.Config) -> tuple[str, ...]:
    """Give the boards that alone are meant, empty for every one."""
    named: tuple[str, ...] = tuple(config.getoption("--oceanhil-board") or ())
    return () if EVERY_BOARD in named else named


def shard_chosen(config: pytest.Config) -> Shard | None:
    """Give the part of what is chosen that alone runs here, None for all of it."""
    shard: Shard | None = config.getoption("--oceanhil-shard")
    return shard


def seed_number(text: str) -> int:
    """Read a seed, a whole number from 0 to SEED_MAX; raises ArgumentTypeError, as argparse wants it."""
    if not text.isascii() or not text.isdigit() or int(text) > SEED_MAX:
        raise ArgumentTypeError(f"{text!r} is no seed, expected a whole number from 0 to {SEED_MAX}")
    return int(text)
