"""The server's own side of a run: pending devices with their registration tokens, and its ledger, which undoes them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from oceanhil.app.load.plan import LoadPlan
from oceanhil.host.folders import state_directory
from oceanhil.host.state_files import StateError
from oceanhil.host.untrusted import refuse_server
from oceanhil.mock_server.client import Client, ClientError
from oceanhil.protocol.data_files import UntrustedError
from oceanhil.remote.connector.access import Access, Opened, clean_up, find_mock_server, open_control, with_headers
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.control import TOKEN, Control, ControlError, Obtained
from oceanhil.remote.connector.ledger import Ledger, is_alive, open_ledger, read_page
from oceanhil.remote.connector.operator import CleanedUp
from oceanhil.remote.connector.service_side import ServiceSide
from oceanhil.remote.wire.target import Target, TargetError

PURPOSE: Final = "fleet"


@contextmanager
def opened_side(
    target: Target, side: ServiceSide, connector: Connector | None, admin_key: str | None
) -> Iterator[tuple[Opened, Ledger]]:
    """Reach a server's own side, by a connector or as a mock server's; raises TargetError where there is no way.

    What is created stands in the ledger, which is a file of this user's state folder.
    """
    state = state_directory()
    try:
        ledger = open_ledger(state, target.url, purpose=PURPOSE, is_durable=False)
    except StateError as error:
        raise TargetError(str(error)) from None
    access = Access(connector=connector, admin_key=admin_key, state=state, ledger=ledger)
    opened = open_control(target, side, partial(AdminControl, ledger=ledger), access)
    try:
        if TOKEN not in opened.control.needs:
            raise TargetError(
                f"there is no way to registration tokens of {target.url!r}: give a connector with the operation "
                f"'{TOKEN.name}', or --admin-key for an oceanhil server elsewhere"
            )
        yield opened, ledger
    finally:
        opened.close()


def obtain(plan: LoadPlan, run: int, control: Control, told: Callable[[int], None]) -> list[Obtained]:
    """Generate firmware for every device of the fleet; `told` hears how many there are. Raises ControlError."""
    obtained = []
    for place in range(plan.devices):
        obtained.append(control.obtain(plan.board.value, f"fleet-{run:04x}-{place}"))
        told(place + 1)
    return obtained


def undo(path: Path, connector: Connector | None, key_for: Callable[[str], str | None], ca_file: str) -> CleanedUp:
    """Remove what the run of the ledger in `path` left on its server, and put back what it changed there.

    `key_for` gives the key that the server at a URL may see, which the ledger alone knows. Raises TargetError.
    """
    try:
        page = read_page(path)
        if page is None:
            raise TargetError(f"there is no ledger {str(path)!r}: what it held is undone, or it was moved")
        if is_alive(page.owner):
            raise TargetError(f"the run of {str(path)!r} goes on ({page.owner}); end it, which undoes all of it")
        refuse_server(f"the server of the ledger {str(path)!r}", page.url)
        ledger = Ledger.resume(path, page)
        target = with_headers(Target(page.url, ca_file=ca_file), connector)
        if connector is not None:
            return clean_up(target, connector, Access(connector=connector), [ledger])
        client = find_mock_server(target, key_for(page.url))
        if client is None:
            raise TargetError(
                f"{page.url!r} is no oceanhil server that can be asked; give the run's --connector, or --admin-key"
            )
        with client:
            return _undone(client, ledger)
    except (ClientError, ControlError, StateError, UntrustedError) as error:
        raise TargetError(str(error)) from None


def _undone(client: Client, ledger: Ledger) -> CleanedUp:
    created, changed = len(ledger.entries), len(ledger.changes)
    left = tuple(AdminControl(client, ledger).close())
    return CleanedUp(created - len(ledger.entries), left, changed - len(ledger.changes))
