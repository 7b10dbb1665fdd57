"""Items made of a recording, tried on a server with a profile of its own."""

from collections.abc import Sequence
from pathlib import Path

from hil.conform.connector.admin import AdminControl
from hil.conform.contract.engine import run_items
from hil.conform.contract.item import Item
from hil.conform.contract.result import ItemResult
from hil.conform.oceanremote.bench import Bench
from hil.conform.wire.sending import Target, Wire
from mock_server.app import BackgroundServer
from mock_server.client import Client
from mock_server.core import Core
from protocol.profile import Profile
from tests.hil.conform.recorded.conversation import PROFILE


def tried(items: Sequence[Item[Bench]], played: Profile) -> list[ItemResult]:
    """Try items on a fresh server that plays this profile."""
    with BackgroundServer(Core(played, seed=9)) as server, Client(server.url) as client:
        control = AdminControl(client)
        bench = Bench(lambda heard: Wire(Target(server.url), heard=heard), control, PROFILE, 1)
        try:
            return list(run_items(items, bench, trials_max=1))
        finally:
            bench.close()
            assert control.close() == []


def fresh(path: Path) -> Path:
    """Give a file beside `path` that is not there yet."""
    path.with_suffix(".items").unlink(missing_ok=True)
    return path.with_suffix(".items")
