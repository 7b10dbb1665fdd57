"""The law about a token that was used: whoever has it goes on with it, as far as server and network tell."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.judging import UNWATCHED, found_by
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeFactory, Planned, S, boot, requested
from tests.scenarios.writing import case_of

ON = "- device.power_on\n"
LAW = "- time.run: 9s\n- expect.still_registered"
GRANT = requested("register", 200, S, granted=PERMANENT_TOKEN[:12] + "…")
SESSION = requested("session", 200, 2 * S, session="5e5510")
AGAIN = boot(4 * S), requested("register", 410, 5 * S, code="token_used")
FOUND = "at 0:00:05.000 it asked to be registered again, and was never online since; the answer was 410 token_used"


def run(steps: str, *planned: Planned) -> Result:
    return run_case(case_of(UNWATCHED, steps), FakeFactory({"device.power_on": planned}), load_profile())


def found(*planned: Planned, before: str = "") -> str:
    return found_by(run(ON + before + LAW, boot(), *planned))


def test_whoever_has_used_its_token_and_registers_again_in_vain_has_lost_it() -> None:
    assert found(GRANT, SESSION, *AGAIN) == FOUND
    # Who came with a token has kept it, too.
    assert found(SESSION, *AGAIN) == FOUND
    assert found(GRANT, SESSION, *AGAIN, requested("register", 410, 6 * S, code="token_used")) == FOUND


def test_whoever_is_online_again_or_never_was_has_lost_nothing() -> None:
    assert not found(GRANT, *AGAIN)
    assert not found(GRANT, SESSION, *AGAIN, requested("session", 200, 6 * S, session="5e5511"))
    assert not found(GRANT, SESSION, *AGAIN, requested("register", 200, 6 * S, granted="oc_perm_bbbb…"))
    assert not found(GRANT, SESSION, boot(4 * S), requested("register", 503, 5 * S))


@pytest.mark.parametrize(
    "between",
    [
        requested("session", 401, 3 * S, code="token_revoked"),
        requested("session", 404, 3 * S, fault="status"),
        requested("state", 200, 3 * S, session="5e5510", fault="malformed"),
        *(Planned(3 * S, EventKind.DASHBOARD, {"action": each}) for each in ("revoke", "delete", "regenerate")),
    ],
)
def test_whoever_may_have_been_told_that_its_token_is_none_may_register_again(between: Planned) -> None:
    assert not found(GRANT, SESSION, between, *AGAIN)


def test_a_session_that_is_over_says_nothing_of_the_token() -> None:
    over = requested("state", 401, 3 * S, session="5e5510", code="session_expired")
    assert found(GRANT, SESSION, over, *AGAIN) == FOUND


def test_where_saves_were_refused_only_a_later_boot_shows_that_it_was_kept() -> None:
    refused = "- storage.refuse: {what: save, times: 1}\n"
    assert not found(GRANT, SESSION, *AGAIN, before=refused)
    kept = boot(3 * S), requested("session", 200, 3 * S, session="5e5511")
    assert found(GRANT, SESSION, *kept, *AGAIN, before=refused) == FOUND


def test_what_the_bench_has_written_is_nobodys_loss() -> None:
    planned = boot(), GRANT, SESSION, *AGAIN
    assert not found_by(run(f"{ON}- time.run: 3s\n- storage.clear\n{LAW}", *planned))
    assert found_by(run(f"{ON}- time.run: 3s\n- storage.remember: before\n{LAW}", *planned)) == FOUND
