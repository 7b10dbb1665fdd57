"""No item conforms whatever the server does: one that says yes to all, or no to all, fails in each."""

from collections.abc import Callable, Iterator

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import Control, Obtained
from tests.conformance.oceanremote.abilities import SIMPLE, Limited
from tests.conformance.seeded.bug import Honest, Meddling, meddled, subject_at
from tests.conformance.seeded.test_seeded_bugs import SEEDED_BUGS

pytestmark = pytest.mark.slow

EVERYTHING = {
    "success": True,
    "device_id": "ESP32_000000000000",
    "permanent_token": "oc_perm_" + "A" * 43,
    "session_id": "0" * 32,
    "server_time": 1,
    "expires_in": 3600,
    "relay1": False,
    "relay2": False,
    "temperature": None,
    "humidity": None,
}
NOTHING = {"success": False, "error": "No", "code": "no"}


def yes(request: HttpRequest, honest: Honest) -> Delivery:
    del request, honest
    return Delivery(json_response(EVERYTHING), None, "")


def no(request: HttpRequest, honest: Honest) -> Delivery:
    del request, honest
    return Delivery(json_response(NOTHING, 400), None, "")


def whole(control: Control) -> Control:
    return control


class Careless(Limited):
    """The side of a server that gives out the same bad token always, and calls every device online."""

    def __init__(self, whole: Control) -> None:
        super().__init__(whole, SIMPLE)

    def obtain(self, board: str, name: str) -> Obtained:
        return Obtained(super().obtain(board, name).id, "oc_reg_!")

    def regenerate(self, identity: str) -> Obtained:
        return Obtained(identity, "oc_reg_!")

    def status(self, identity: str) -> DeviceStatus:
        return DeviceStatus.ONLINE


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def conforming(
    servers: ServerLoop, meddling: Meddling, limited: Callable[[Control], Control], ids: set[str]
) -> set[str]:
    """Give those of the items with these ids that conform."""
    chosen = [item for item in ITEMS if item.id in ids]
    with subject_at(servers, meddled(meddling), limited=limited) as subject:
        return {row.id for row in run_items(chosen, subject, trials_max=1) if row.verdict is ItemVerdict.CONFORMS}


@pytest.mark.long
def test_every_item_fails_somewhere(servers: ServerLoop) -> None:
    left = {item.id for item in ITEMS} - {bug.item for bug in SEEDED_BUGS}
    for meddling, limited in ((yes, whole), (no, whole), (no, Careless)):
        left = conforming(servers, meddling, limited, left)
    assert left == set()
