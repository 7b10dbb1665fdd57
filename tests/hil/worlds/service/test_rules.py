"""Each scenario about the token service is green, and goes red when the rule it is about is switched off."""

from collections.abc import Callable

import pytest

from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.scenario import Case
from tests.hil.worlds.service.library import cases, first_red, library
from tests.mutants import service_mutants as rules

RULE_OF: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "oau-213-after-refresh": rules.the_access_token_before_a_refresh_stays_valid,
    "oau-213-sixth-login": rules.there_is_no_limit_of_sessions,
    "oau-213-after-revoke": rules.a_revocation_ends_nothing,
    "access-token-expired": rules.access_tokens_never_expire,
    "refresh-token-dead": rules.refresh_tokens_never_expire,
    "credentials-changed": rules.a_change_of_credentials_ends_no_session,
    "token-corrupted": rules.a_damaged_token_is_only_unknown,
    "download-with-dead-token": rules.there_is_no_limit_of_sessions,
    "refresh-reply-lost": rules.a_lost_answer_to_a_refresh_is_not_given_again,
}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.replay_id)
def test_it_is_green_and_its_remedy_cures(case: Case) -> None:
    result = run_service_case(case, InProcessWorlds())
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.PASSED), result.failure


def test_there_is_a_rule_for_each_of_the_nine() -> None:
    assert set(RULE_OF) == set(library().services)
    assert len(RULE_OF) == 9


@pytest.mark.parametrize("name", RULE_OF)
def test_it_goes_red_without_its_rule(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    RULE_OF[name](monkeypatch)
    result = first_red(library().services[name])
    assert result is not None
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None


@pytest.mark.slow
def test_two_runs_write_the_same_trace() -> None:
    for case in cases():
        first, second = (run_service_case(case, InProcessWorlds()) for _ in range(2))
        assert first.events == second.events
