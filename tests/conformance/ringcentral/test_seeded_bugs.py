"""A faulty token service does not pass: each deliberate fault is found by the item that is there for it."""

import pytest

from oceanhil.mock_server.app.server_loop import ServerLoop
from tests.conformance.ringcentral.bugs import BUGS, Bug
from tests.conformance.ringcentral.subjects import served, tried

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_fault_of_the_service_is_found_by_its_item(bug: Bug, servers: ServerLoop) -> None:
    with served(servers, bug.serve) as url:
        result = tried(url, {bug.item}, trials_max=1)[bug.item]
    assert result.verdict is bug.verdict, f"{bug.item}: expected {result.expected}, found {result.found}"
