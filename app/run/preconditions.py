"""What is looked at before anything runs, so that a wrong option ends a session at once and not at its end."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.option_checks import OptionError, check_options
from oceanhil.app.run.option_kinds import OutFile, OutFolder
from oceanhil.app.run.options import SCOPE_INI, SCOPE_OPTION, SCOPES, Scope, in_plugins_words
from oceanhil.app.run.stash import HELD
from oceanhil.host.places import PlaceError
from oceanhil.protocol.data_files import UntrustedError, is_untrusted

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.run.choice import Choice
    from oceanhil.app.run.session import Session


def check_scope(config: pytest.Config) -> None:
    """Raise a usage error for an ini value that is no scope: fixtures, which ask first, cannot tell it so."""
    chosen_scope("world", config)


def chosen_scope(fixture_name: str, config: pytest.Config) -> Scope:
    """Give the scope of worlds: `--oceanhil-scope`, else the ini value `oceanhil_scope`, else `function`."""
    del fixture_name
    text: str = config.getoption(SCOPE_OPTION) or config.getini(SCOPE_INI) or "function"
    for scope in SCOPES:
        if scope == text:
            return scope
    raise pytest.UsageError(f"{SCOPE_INI} is {text!r}, expected one of {', '.join(SCOPES)}")


def check_choice(session: Session) -> None:
    """Raise a usage error for a choice that cannot be had; defaults are fine, and workers need not look again."""
    choice = session.choice
    if session.is_worker:
        return
    check_scope(session.config)
    in_processes = bool(session.config.getoption("numprocesses", None))
    try:
        check_options(choice.given, in_processes=in_processes)
    except OptionError as error:
        raise _refusal(session, error) from None
    if not _load_chosen(session):
        return
    _find_finished(session)
    if choice.given.driver is not None:
        _check_driver(session, choice.given.driver)
    try:
        _check_places(choice)
    except (PlaceError, UntrustedError) as error:
        raise _refusal(session, error) from None


def _load_chosen(session: Session) -> bool:
    """Load what was chosen, which may take long; False: somebody has ended the run, before it or meanwhile."""
    held = session.config.stash.get(HELD, None)
    if held is None:
        session.loaded.load_chosen()
        return True
    with held.broken_off():
        if not held.came:
            session.loaded.load_chosen()
    return not held.came


def _find_finished(session: Session) -> None:
    """Find out which cases an earlier run has finished, where that was asked."""
    given = session.choice.given
    if given.not_in is None:
        return
    from oceanhil.app.run.finished_cases import FinishedCasesError, finished_cases

    worlds = dict.fromkeys((given.world, session.loaded.factory.name))
    try:
        session.finished = finished_cases(given.not_in, worlds, given.seed)
    except FinishedCasesError as error:
        raise _refusal(session, error) from None


def _refusal(session: Session, error: ValueError) -> pytest.UsageError:
    """Give a usage error that calls options by the names that they have where they were given."""
    return pytest.UsageError(str(error) if session.is_run else in_plugins_words(str(error)))


def _check_places(choice: Choice) -> None:
    """See that what is to be written can be; raises PlaceError, and UntrustedError for links that lead elsewhere."""
    from oceanhil.host.places import check_file, check_folder
    from oceanhil.host.untrusted import refuse_links

    files, folders = choice.given.places(OutFile), choice.given.places(OutFolder)
    if is_untrusted():
        # The folders beside a JUnit file and a report are ones that nobody named.
        beside = (choice.trace_folder, choice.moment_folder)
        refuse_links([*files.values(), *folders.values(), *(path for path in beside if path is not None)])
    for option, path in files.items():
        # Known failures are only read, where none are added.
        if path != choice.given.known or choice.given.accept:
            check_file(option, path)
    for option, path in folders.items():
        check_folder(option, path)
    if choice.given.history is not None:
        _open_history(choice.given.history)


def _open_history(folder: Path) -> None:
    from oceanhil.app.history.store import History, HistoryError

    try:
        History(folder).open()
    except HistoryError as error:
        raise pytest.UsageError(str(error)) from None


def use_inventory(session: Session) -> None:
    """Use the inventory and the boards that were chosen; a missing one is a usage error. Workers have them already."""
    given = session.choice.given
    if session.is_worker or (given.inventory is None and not given.use_quarantined):
        return
    from oceanhil.app.run.choice import using_inventory, using_quarantined
    from oceanhil.hil.boards.inventory_path import NoInventoryError

    chosen = ExitStack()
    session.config.add_cleanup(chosen.close)
    chosen.enter_context(using_quarantined(given.use_quarantined))
    try:
        chosen.enter_context(using_inventory(given.inventory))
    except NoInventoryError as error:
        raise pytest.UsageError(str(error)) from None


def _check_driver(session: Session, driver: str) -> None:
    from oceanhil.app.run.cases import boards_of_run
    from oceanhil.protocol.suggestion import suggestion

    boards = boards_of_run(session.choice.given.boards, session.loaded.factory)
    known = dict.fromkeys(name for board in boards for name in session.loaded.factory.drivers(board))
    if driver not in known:
        raise pytest.UsageError(f"unknown driver {driver!r}; {suggestion(driver, known)}")
