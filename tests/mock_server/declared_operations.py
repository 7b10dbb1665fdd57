"""The admin side's operations as they are declared, done with the examples of their requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.mock_server.core.operation import Tag

if TYPE_CHECKING:
    from oceanhil.mock_server.core.admin.operation import AnyOperation
    from oceanhil.mock_server.core.device_administration import DeviceAdministration
    from oceanhil.mock_server.core.operation import Json
    from tests.mock_server.conftest import Bench, Reply

    DeviceOperation = AnyOperation[DeviceAdministration]

CHANGING = tuple(each for each in OPERATIONS if each.method != "GET")
# Fault rules end with the process.
LASTING = tuple(each for each in CHANGING if each.description.tag is not Tag.FAULTS)
_SHOWING = tuple(
    each for each in OPERATIONS if each.method == "GET" and each.kind is None and each.description.tag is not Tag.FAULTS
)


def examples(each: DeviceOperation) -> tuple[Json | None, ...]:
    """Give the bodies that the operation is shown with, one after the other; one None if it takes none."""
    return each.description.request_examples or (None,)


def do(bench: Bench, each: DeviceOperation, body: Json | None, identity: str = "") -> Reply:
    """Do it, if there is a `*` in its path to what has the id `identity`."""
    return bench.admin(each.method, f"/{each.fill(identity)}", body)


def shown(bench: Bench) -> dict[str, object]:
    """Give all that the admin side shows of what outlives a process, by operation."""
    return {each.description.id: do(bench, each, None).body for each in _SHOWING}
