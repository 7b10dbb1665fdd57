"""The data files agree with each other, with the scenarios and with the documentation."""

import re
from pathlib import Path

import pytest

from oceanhil.analysis.diagnosis.history import (
    access_tokens,
    addresses,
    clock,
    crashes,
    restarts,
    sessions,
    workers,
    wraps,
)
from oceanhil.analysis.diagnosis.history.consequences import NO_NETWORK
from oceanhil.analysis.diagnosis.history.identities import Mismatch
from oceanhil.analysis.diagnosis.history.log_history import HEAP_BACK, HEAP_DWINDLES, HEAP_SPENT
from oceanhil.analysis.diagnosis.history.registering import UNANSWERED
from oceanhil.analysis.diagnosis.history.silence import POLLS_STOPPED
from oceanhil.analysis.diagnosis.history.stored_token import UNLIKE_SAVED
from oceanhil.analysis.diagnosis.knowledge import (
    Cause,
    KnowledgeError,
    any_matches,
    causes,
    check_sections,
    healthy,
    hints,
    request_rows,
    signal_rows,
)
from oceanhil.analysis.diagnosis.wording.answers import WENT_WELL
from oceanhil.analysis.diagnosis.wording.line_meaning import REGISTERED
from oceanhil.protocol.error_reason import ErrorReason
from tests.together import together

ROOT = Path(__file__).parents[3]
SCENARIOS = {path.stem for path in (ROOT / "scenarios" / "library").rglob("*.yaml")}
ANSWERS = (200, 301, 302, 400, 401, 403, 404, 405, 410, 413, 415, 422, 429, 500, 502, 503, 504, 511)
STATUSES = (*range(-11, 0), *range(1, 6), *ANSWERS)
CODES = tuple(reason.value for reason in ErrorReason)
DERIVED = {
    "boot-loop",
    REGISTERED,
    WENT_WELL,
    HEAP_DWINDLES,
    HEAP_SPENT,
    HEAP_BACK,
    NO_NETWORK,
    POLLS_STOPPED,
    UNLIKE_SAVED,
    UNANSWERED,
    *(each.value for each in Mismatch),
} | {
    access_tokens.ISSUED,
    access_tokens.OUTLIVED,
    access_tokens.CHANGED,
    workers.REFUSED_ANOTHER,
    workers.SIXTH_LOGIN,
    workers.WORKS_AGAIN,
    restarts.LOAD_SWITCHED,
    restarts.LOAD_BORNE,
    restarts.LOAD_CUTS_POWER,
    restarts.LOAD_CUTS_WIFI,
    restarts.PORT_GONE,
    restarts.POWER_LOST,
    restarts.POWER_LOST_OFTEN,
    restarts.POWER_LOST_REGULARLY,
    restarts.POWER_HELD,
    restarts.SLEPT_ON,
    restarts.SLEEPS_LONG,
    restarts.SLEPT_PAST,
    addresses.GATEWAY_ELSEWHERE,
    addresses.NETWORK_ELSEWHERE,
    clock.DRIFTED,
    crashes.NULL_POINTER,
    crashes.NULL_HANDLE,
    sessions.CUT_SHORT,
    sessions.CUT_OFTEN,
    sessions.NOT_RENEWED,
    sessions.LASTS,
    wraps.WAITS,
    wraps.BEYOND,
}


def all_names() -> set[str]:
    names = DERIVED | {row.name for row in request_rows()}
    for row in signal_rows():
        fillings = [{"status": status, "code": code, "tag": row.tag.lower()} for status in STATUSES for code in CODES]
        names |= {row.name.format(**filling) for filling in fillings}
    return names


NAMES = all_names()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"untagged": {"SD card": {}}}, r"""signals.toml: [untagged."SD card"]: 'SD card': known: """),
        ({"untagged": {"crsh": {}}}, r"""signals.toml: [untagged."crsh"]: 'crsh': did you mean 'crash'?"""),
        ({"tagged": {"TIME|WIFI": {}}}, r"""signals.toml: [tagged."TIME|WIFI"]: 'WIFI': did you mean 'WiFi'?"""),
    ],
)
def test_a_section_that_is_none_is_named_with_what_there_is(document: dict[str, object], said: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(said)):
        check_sections(document)


def test_ids_are_unique() -> None:
    ids = [cause.id for cause in causes()]
    assert len(ids) == len(set(ids))


@together
@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_every_rule_can_match_something(cause: Cause) -> None:
    for rule in cause.rule:
        wanted = (*rule.lines, *rule.before, *rule.unless, *rule.not_between, *rule.never_before, *rule.resolved_by)
        for pattern in wanted:
            for alternative in pattern.split("|"):
                assert any_matches(NAMES, alternative), f"{cause.id}: no line is called {alternative!r}"
        assert 0 < rule.confidence < 100


@together
@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_every_cause_has_rules_a_remedy_and_a_source(cause: Cause) -> None:
    assert cause.rule
    assert cause.documented
    assert cause.remedy.endswith(".")
    assert not cause.title.endswith(".")


def test_hints_ask_for_lines_that_exist() -> None:
    wanted = {part for hint in hints() for names in (*hint.seen, *hint.lacks) for part in names.split("|")}
    assert not [part for part in wanted if not any_matches(NAMES, part)]


def test_the_last_hint_fits_every_log() -> None:
    assert (hints()[-1].seen, hints()[-1].lacks) == ((), ())


def test_named_scenarios_exist() -> None:
    named = {scenario for cause in (*causes(), healthy()) for scenario in cause.scenarios}
    assert named - SCENARIOS == set()


def test_patterns_need_no_backtracking_over_open_ends() -> None:
    assert not [row.name for row in signal_rows() if re.search(r"[*+][^?)|]*[*+]\)[*+]", row.pattern)]


def test_the_documentation_lists_every_cause() -> None:
    text = (ROOT / "docs" / "diagnose.md").read_text("utf-8")
    assert [cause.id for cause in causes() if f"`{cause.id}`" not in text] == []
