"""The dry run: everything that a run would do, and nothing of it done."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from oceanhil.conformance.command.suite_run import work_of
from oceanhil.conformance.contract.item import Style
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.conformance.rehearsal.plan import Plan, StepKind, plan_text
from oceanhil.conformance.rehearsal.rehearsal import Rehearsal, rehearse
from oceanhil.protocol.redact import leaks
from oceanhil.remote.connector.access import with_headers
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.control import SETTINGS
from oceanhil.remote.wire.pace import DOCUMENTED, Manner, PaceChoice
from oceanhil.remote.wire.target import Target
from tests.remote.connector.files import DELETE, SECRETS, TOKEN, WHOLE, read
from tests.remote.connector.foreign import Told, answering

SUITE = load_suite("oceanremote")
IDS = [item.id for item in SUITE.items if item.topic in {"registration", "revoke"}]


def plan_of(
    connector: Connector | None,
    url: str = "https://staging.example",
    *,
    is_mock_server: bool = False,
    pace: PaceChoice = DOCUMENTED,
) -> Plan:
    target = with_headers(Target(url), connector)
    wish = Rehearsal(suite=SUITE, ids=IDS, target=target, connector=connector, is_mock_server=is_mock_server, pace=pace)
    return rehearse(wish)


@pytest.fixture(scope="module")
def whole() -> Plan:
    return plan_of(read(WHOLE))


@pytest.mark.slow
def test_nothing_is_sent_to_the_target() -> None:
    told = Told()
    with answering(told) as url:
        plan_of(read(WHOLE), url)
        plan_of(None, url, is_mock_server=True)
    assert told.requests == []


def test_every_request_stands_there_with_the_targets_address_and_tokens_by_name(whole: Plan) -> None:
    requests = [step for step in whole.steps if step.kind is StepKind.REQUEST]
    assert whole.requests == len(requests) > 0
    # Before the first item that relies on them the operations are tried.
    requests = [step for step in requests if step.item]
    assert requests
    by_curl = [step for step in requests if "printf" not in step.curl]
    assert all("https://staging.example/api/device/" in step.curl for step in by_curl)
    # What is sent byte for byte has address and path apart.
    by_bytes = [step for step in requests if step not in by_curl]
    assert by_curl
    assert by_bytes
    assert all(
        "openssl s_client -quiet -connect staging.example:443" in step.curl and "/api/device/" in step.curl
        for step in by_bytes
    )
    assert any("${REGISTRATION_TOKEN}" in step.curl for step in requests)


def test_operations_stand_between_them_as_the_connector_does_them(whole: Plan) -> None:
    first = next(step for step in whole.steps if step.name == "registration-token")
    assert first.line.startswith("POST https://staging.example/_admin/devices headers X-Key: Key ${STAGING_KEY} json {")
    revoke = next(step for step in whole.steps if step.name == "revoke")
    assert "/_admin/devices/{id}/revoke" in revoke.line


def test_what_is_created_is_counted_and_its_removal_stands_at_the_end(whole: Plan) -> None:
    assert whole.created["device"] == whole.operations["registration-token"] > 0
    assert [step.item for step in whole.steps if step.name == "delete"][-1] == ""
    assert whole.removed == whole.created


def test_what_would_stay_is_not_said_to_be_removed() -> None:
    plan = plan_of(read(TOKEN))
    assert (plan.created["device"] > 0, plan.removed) == (True, {})
    assert "devices; removed again: nothing" in plan_text(plan)


def test_no_secret_and_no_token_is_in_a_plan(whole: Plan) -> None:
    text = plan_text(whole) + msgspec.json.encode(whole).decode()
    assert not any(value in text for value in SECRETS.values())
    assert leaks(text) == []


def test_the_limits_of_the_target_give_the_time() -> None:
    text = TOKEN + DELETE + "[limits]\nrequests_per_s = 1000\nregistrations_per_min = 2\n"
    plan = plan_of(read(text))
    assert plan.estimate_s >= (plan.registrations // 2 - 1) * 60
    assert f"{plan.registrations} count as registrations" in plan_text(plan)


def test_what_the_connector_does_not_say_is_missing_by_name() -> None:
    plan = plan_of(read(DELETE))
    assert plan.missing["registration-token"] > 0
    assert plan.created == {}
    assert "not testable here for want of: " in plan_text(plan)


def test_a_command_and_a_question_are_shown_as_they_would_be_done() -> None:
    text = """
    [operation.registration-token]
    command = ["generate", "--board", "{board}"]
    env = {KEY = "${STAGING_KEY}"}
    [operation.revoke]
    ask = "Revoke {name} please"
    """
    target = Target("https://staging.example")
    plan = rehearse(Rehearsal(suite=SUITE, ids=IDS, target=target, connector=read(text), has_prompt=True))
    lines = {step.name: step.line for step in plan.steps if step.kind is StepKind.OPERATION}
    assert lines["registration-token"] == "command 'generate' '--board' 'esp32' environment KEY: ${STAGING_KEY}"
    assert lines["revoke"].startswith("ask 'Revoke conform-")
    assert plan.commands == plan.operations["registration-token"]


def test_the_time_of_commands_which_no_pace_tells_is_told_apart() -> None:
    command = TOKEN[: TOKEN.index("method")] + 'command = ["generate"]\n'
    assert "and the time of" not in plan_text(plan_of(read(TOKEN)))
    plan = plan_of(read(command))
    assert f"and the time of {plan.operations['registration-token']} commands: " in plan_text(plan)


def test_a_mock_server_is_asked_by_its_admin_side() -> None:
    plan = plan_of(None, "http://127.0.0.1:8123", is_mock_server=True)
    lines = [step.line for step in plan.steps if step.name == "admin"]
    assert "POST /_admin/devices" in lines
    assert "assumed: 'oceanhil serve' listens there; any other server lacks" in plan_text(plan)
    assert plan.missing == {}


def test_another_service_is_rehearsed_as_well() -> None:
    suite = load_suite("ringcentral")
    ids = [item.id for item in suite.items][:3]
    wish = Rehearsal(suite=suite, ids=ids, target=Target("http://127.0.0.1:1"), is_mock_server=True)
    assert rehearse(wish).requests > 0


def test_operations_at_the_target_count_for_its_limits() -> None:
    text = TOKEN + DELETE + "[limits]\nrequests_per_s = 1\nregistrations_per_min = 100000\n"
    plan = plan_of(read(text))
    assert plan.estimate_s >= len(plan.steps) - 2


@pytest.mark.long
@pytest.mark.parametrize("text", ["", TOKEN], ids=["nothing", "only tokens"])
def test_every_item_says_what_it_needs(text: str) -> None:
    ids = [item.id for item in SUITE.items]
    plan = rehearse(Rehearsal(suite=SUITE, ids=ids, target=Target("https://staging.example"), connector=read(text)))
    assert plan.items == len(ids)


def test_the_time_is_that_of_the_answers_and_of_the_pace_and_of_the_documented_pace() -> None:
    assert "time: about 0 s" not in plan_text(plan_of(None, pace=PaceChoice(Manner.ADAPTIVE)))
    slow = plan_of(read(TOKEN + DELETE), pace=PaceChoice(Manner.ADAPTIVE))
    assert slow.polite_s - slow.estimate_s > 300
    text = plan_text(slow)
    assert "without limits, if the server answers as fast as the built-in one" in text
    assert "by 20 requests a second, 2 registrations a minute, 10 connections, as soon as it answers 429" in text


def test_a_plan_is_summed_up_by_topic_and_each_step_stands_there_on_request(whole: Plan) -> None:
    text = plan_text(whole)
    assert len(text.splitlines()) < 20
    assert "every step: -v, or --json" in text
    registering = sum(step.is_registration for step in whole.steps if step.item.startswith("registration/"))
    (line,) = (line for line in text.splitlines() if line.startswith("registration "))
    assert f"{registering} registrations" in line
    verbose = plan_text(whole, is_verbose=True)
    assert all((step.curl or step.line)[:100] in verbose for step in whole.steps)


@pytest.mark.slow
def test_items_are_said_to_take_about_as_much_as_they_take() -> None:
    items = [item for item in SUITE.items if item.topic in {"registration-race", "settings", "poll"}]
    ids, target = [item.id for item in items], Target("https://staging.example")
    plan = rehearse(Rehearsal(suite=SUITE, ids=ids, target=target, is_mock_server=True))
    steps = Counter(step.item for step in plan.steps)
    kinds: dict[tuple[bool, bool], tuple[float, int]] = {}
    for item in items:
        kind = (item.style is Style.RACE, SETTINGS in item.needs)
        said, taken = kinds.get(kind, (0.0, 0))
        kinds[kind] = (said + work_of(item, item.needs), taken + steps[item.id])
    assert {kind: both for kind, both in kinds.items() if not both[1] / 2 < both[0] < both[1] * 2} == {}
