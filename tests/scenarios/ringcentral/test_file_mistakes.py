"""Every way a scenario about a service can be wrong gets its place, what is wrong, and the nearest word."""

import pytest

from tests.scenarios.ringcentral.writing import HEAD, text_of
from tests.scenarios.writing import mistakes_in

STEPS = "steps:\n  - client.login\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, "1:1: the scenario lacks the key 'steps'; add it"),
        (HEAD.replace("ringcentral", "ringcentrl") + STEPS, "4:10: unknown service name 'ringcentrl'; did you mean"),
        (HEAD + "boards: [esp32]\n" + STEPS, "5:1: unknown key 'boards' in the scenario; known: id, title, group"),
        (HEAD.replace("probe\n", "prod\n", 1) + STEPS, "1:5: id 'prod' differs from the file's name 'probe'"),
        (HEAD + "remedy: {steps: []}\n" + STEPS, "5:9: remedy lacks the key 'text'; add it"),
        (HEAD + "matrix: {case: [a]}\n" + STEPS, "5:9: variable 'case' is set by the run itself"),
    ],
)
def test_mistakes_in_the_head_of_a_file(text: str, expected: str) -> None:
    assert any(expected in mistake for mistake in mistakes_in(text)), mistakes_in(text)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("- client.logn", "6:5: unknown step 'client.logn'; did you mean 'client.login'?"),
        ("- device.power_on", "6:5: unknown step 'device.power_on'; known: "),
        ("- client.login: {one: first}", "6:20: unknown key 'one' in client.login; did you mean 'on'?"),
        ("- client.damage_token: cat", "6:26: unknown token damage 'cat'; did you mean 'cut'?"),
        ("- client.work: {jobs: many}", "6:25: 'many' is not a whole number"),
        ("- server.settings: {session_limt: 3}", "unknown setting 'session_limt'; did you mean 'session_limit'?"),
        ("- server.settings: {session_limit: many}", "setting session_limit is 'many', expected"),
        ("- server.settings: {over_limit: refus}", "setting over_limit is 'refus', expected"),
        ("- server.fault: delay", "6:19: unknown service fault kind 'delay'; known: status, drop_request"),
        ("- server.fault: {kind: status, retry_after: 1500ms}", "retry_after is '1s 500ms'; expected whole seconds"),
        (
            "- server.fault: {kind: drop_request, retry_after: 1s}",
            "6:19: retry_after belongs to kind 'status', not 'drop_request'; leave it out",
        ),
        (
            "- server.fault: {kind: drop_response, status: 503}",
            "6:19: status belongs to kind 'status', not 'drop_response'; leave it out",
        ),
        ("- time.advance: 30", "6:19: duration '30' has no unit; write '30s' for seconds"),
        ("- time.advance: -1s", "6:19: duration '-1s' is negative; expected 0s or more"),
        ("- expect.answer", "6:5: expect.answer lacks the key 'status'; add it"),
        ("- expect.answer: {status: 401, envelope: ful}", "6:44: unknown envelope 'ful'; did you mean 'full'?"),
        ("- expect.session: {live: yes}", "6:28: 'yes' is not a truth value; write true or false"),
        ("- expect.count: token", "6:19: expect.count lacks the key 'count'; write it as a mapping"),
        ("- expect.answer: {status: 429, retry_after: 1500ms}", "retry_after is '1s 500ms'; expected whole seconds"),
        ("- expect.count: {path: tokn, count: 0}", "6:26: unknown path 'tokn'; did you mean 'token'?"),
        ("- server.fault: {kind: status, path: revok}", "unknown path 'revok'; did you mean 'revoke'?"),
        ("- expect.holders: {live: []}", "6:21: expect.holders names nobody; give clients under live, dead or both"),
        ("- expect.session", "6:5: expect.session expects nothing; give live, ended, refreshes or replays"),
        ('- expect.session: {ended: ""}', "6:21: expect.session expects nothing"),
        ("- client.login: ${who}", "6:19: unknown variable 'who'; known: service, seed"),
    ],
)
def test_mistakes_in_a_step(step: str, expected: str) -> None:
    found = mistakes_in(text_of(step))
    assert any(expected in mistake for mistake in found), found


@pytest.mark.parametrize(
    "step",
    [
        "- expect.no_request: wroker",
        "- expect.count: {path: token, on: wroker, count: 0}",
        "- expect.holders: {dead: [worker, wroker]}",
        "- client.copy_tokens: wroker",
        "- server.end_session: wroker",
    ],
)
def test_a_client_that_never_does_anything_is_a_mistake(step: str) -> None:
    (found,) = mistakes_in(text_of(f"- client.login\n{step}"))
    assert "no step gives tokens to a client 'wroker'; did you mean 'worker'?" in found


def test_a_client_may_act_in_another_case_only() -> None:
    steps = "- when: {case: a}\n  steps: [client.login: other]\n- expect.count: {path: token, on: other, count: 1}"
    assert mistakes_in(text_of(steps, "cases: [{name: a}, {name: b}]")) == []


def test_all_mistakes_of_a_file_are_found_at_once() -> None:
    steps = "- client.logn\n- expect.answer: {status: 401, code: OAU-213, cod: 1}"
    found = mistakes_in(text_of(steps, "group: again"))
    assert len(found) == 3, found
