"""Items made of a recording, tried on a server with a profile of its own."""

from collections.abc import Sequence
from pathlib import Path

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.contract.result import ItemResult
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.protocol.profile import Profile
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.conformance.recorded.conversation import PROFILE


def tried(items: Sequence[Item[DeviceSubject]], played: Profile) -> list[ItemResult]:
    """Try items on a fresh server that plays this profile."""
    with BackgroundServer(Core(played, seed=9)) as server, Client(server.url) as client:
        control = AdminControl(client)
        subject = DeviceSubject(lambda heard: Wire(Target(server.url), heard=heard), control, PROFILE, 1)
        try:
            return list(run_items(items, subject, trials_max=1))
        finally:
            subject.close()
            assert control.close() == []


def fresh(path: Path) -> Path:
    """Give a file beside `path` that is not there yet."""
    path.with_suffix(".items").unlink(missing_ok=True)
    return path.with_suffix(".items")
