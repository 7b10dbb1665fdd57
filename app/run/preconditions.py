"""What is looked at before anything runs, so that a wrong option ends a session at once and not at its end."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.options import SCOPE_INI, SCOPE_OPTION, SCOPES, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.run.session import Session


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
    from oceanhil.host.places import PlaceError, check_file, check_folder
    from oceanhil.host.untrusted import refuse_links
    from oceanhil.protocol.data_files import UntrustedError, is_untrusted

    choice = session.choice
    if session.is_worker:
        return
    _must_have(chosen_scope("world", session.config))
    if choice.server is not None:
        _check_processes(session)
    if choice.world != "sim" or choice.server is not None:
        _must_have(session.factory)
    if choice.against is not None:
        _must_have(session.other_factory)
    if choice.is_accepting and choice.known is None:
        raise pytest.UsageError("--accept adds to a file of known failures; name it with --known")
    _must_have(session.known_failures)
    if choice.driver is not None:
        _check_driver(session, choice.driver)
    if choice.board_profile is not None:
        _must_have(session.profile)
    if choice.service_profile is not None:
        _must_have(session.service_overrides)
    try:
        if is_untrusted():
            # The folders beside a JUnit file and a report are ones that nobody named.
            places = (
                choice.html,
                choice.markdown,
                choice.trace_folder,
                choice.moment_folder,
                choice.history,
                choice.known,
            )
            refuse_links(path for path in places if path is not None)
        if choice.html is not None:
            check_file("report", choice.html)
        if choice.markdown is not None:
            check_file("summary", choice.markdown)
        if choice.known is not None and choice.is_accepting:
            check_file("file of known failures", choice.known)
        if choice.traces is not None:
            check_folder("trace folder", choice.traces)
        if choice.moments is not None:
            check_folder("folder for moments", choice.moments)
        if choice.history is not None:
            check_folder("folder of the history", choice.history)
            _open_history(choice.history)
    except (PlaceError, UntrustedError) as error:
        raise pytest.UsageError(str(error)) from None


def _must_have(read: object) -> None:
    """Nothing: what is given here has been read for it, once for the whole run, and raised what is wrong with it."""
    del read


def _open_history(folder: Path) -> None:
    from oceanhil.app.history.store import History, HistoryError

    try:
        History(folder).open()
    except HistoryError as error:
        raise pytest.UsageError(str(error)) from None


def _check_processes(session: Session) -> None:
    """One server cannot be reset by several processes at once."""
    if session.config.getoption("numprocesses", None):
        raise pytest.UsageError("--server serves one run after another; leave out -n, or give each run its own server")


def use_inventory(session: Session) -> None:
    """Use the inventory and the boards that were chosen; a missing one is a usage error. Workers have them already."""
    use_quarantined = session.config.getoption("--oceanhil-use-quarantined")
    if session.is_worker or (session.choice.inventory is None and not use_quarantined):
        return
    from oceanhil.app.run.choice import using_inventory, using_quarantined
    from oceanhil.hil.boards.inventory_path import NoInventoryError

    chosen = ExitStack()
    session.config.add_cleanup(chosen.close)
    chosen.enter_context(using_quarantined(use_quarantined))
    try:
        chosen.enter_context(using_inventory(session.choice.inventory))
    except NoInventoryError as error:
        raise pytest.UsageError(str(error)) from None


def _check_driver(session: Session, driver: str) -> None:
    from oceanhil.app.run.cases import boards_of_run
    from oceanhil.protocol.suggestion import suggestion

    boards = boards_of_run(session.choice.boards, session.factory)
    known = dict.fromkeys(name for board in boards for name in session.factory.drivers(board))
    if driver not in known:
        raise pytest.UsageError(f"unknown driver {driver!r}; {suggestion(driver, known)}")
