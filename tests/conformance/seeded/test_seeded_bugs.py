"""A faulty server does not pass: each deliberate fault is found by the item that is there for it."""

from collections.abc import Iterator

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app.server_loop import ServerLoop
from tests.conformance.seeded.bug import SeededBug, subject_at
from tests.conformance.seeded.judging_bugs import JUDGING_BUGS
from tests.conformance.seeded.memory_bugs import MEMORY_BUGS
from tests.conformance.seeded.message_bugs import MESSAGE_BUGS
from tests.conformance.seeded.moment_bugs import MOMENT_BUGS
from tests.conformance.seeded.odd_bugs import ODD_BUGS
from tests.conformance.seeded.registration_bugs import REGISTRATION_BUGS
from tests.conformance.seeded.restart_bugs import RESTART_BUGS
from tests.conformance.seeded.session_bugs import SESSION_BUGS
from tests.conformance.seeded.setting_bugs import SETTING_BUGS
from tests.conformance.seeded.wrapping_bugs import WRAPPING_BUGS

pytestmark = pytest.mark.slow

SEEDED_BUGS = (
    *REGISTRATION_BUGS,
    *JUDGING_BUGS,
    *SESSION_BUGS,
    *MEMORY_BUGS,
    *MESSAGE_BUGS,
    *MOMENT_BUGS,
    *SETTING_BUGS,
    *ODD_BUGS,
    *WRAPPING_BUGS,
    *RESTART_BUGS,
)

APART = {"settings", "slow-clients", "odd-text", "long-time"}
"""Topics whose items have nothing in common, so that each is tried alone."""


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.mark.parametrize("bug", SEEDED_BUGS, ids=lambda bug: bug.name)
def test_a_fault_of_the_server_is_found_by_its_item(bug: SeededBug, servers: ServerLoop) -> None:
    topic = bug.item.partition("/")[0]
    chosen = [item for item in ITEMS if item.topic == topic and (topic not in APART or item.id == bug.item)]
    with subject_at(servers, bug.serve, before=bug.before) as subject:
        results = run_items(chosen, subject, trials_max=1)
        verdicts = {result.id: result.verdict for result in results}
    assert verdicts.get(bug.item) is bug.verdict, f"{bug.item} says {verdicts.get(bug.item)}"
