"""Whatever a server answers, the device neither stops nor storms, prints only lines it knows, and shows no secret."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from oceanhil.protocol.lines import Line, recognise
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.redact import leaks
from tests.simulator.answers import NOW_S, PERMANENT, SESSION, answers, opened, refused, registered, reply, state
from tests.simulator.program.fake_hardware import REGISTRATION, FakeHardware, firmware, run
from tests.together import together

pytestmark = pytest.mark.slow

Script = Sequence[Exchanged]

HOUR_S = 3600
# A server may ask for one a second with `Retry-After: 1`; nothing else brings a device anywhere near.
REQUESTS_PER_HOUR = HOUR_S
SESSION_CODES = ("session_expired", "session_unknown")
DEEP = b"[" * 10_000 + b"]" * 10_000
LONG = "x" * 20_000

BODIES: list[object] = [
    b"",
    b"{",
    b"\x00\xff\xfe",
    b'{"error": "\xff"}',
    b'{"error": "\\ud800"}',
    b'{"permanent_token": "\xff"}',
    DEEP,
    b'{"x": ' + DEEP + b"}",
    b'{"expires_in": ' + b"9" * 5000 + b', "session_id": "a"}',
    {"error": LONG, "permanent_token": LONG, "session_id": LONG, "relay1": LONG},
    {"error": "a\n[INFO] Device ONLINE\r\n\x1b[2J\0", "code": "clock_skew", "server_time": 10**300},
    {"error": f"Invalid token {REGISTRATION} {PERMANENT} {SESSION}", "code": ""},
    {"error": "   ", "code": "session_expired"},
    {"error": ["x"], "code": {}, "success": "no"},
    {"permanent_token": "a\0b", "session_id": "a\r\nb: c"},
    {"permanent_token": "oc_perm_" + "x" * 10_000},
    {"permanent_token": "x", "session_id": "x", "expires_in": 0},
    {"permanent_token": "x", "session_id": "x", "expires_in": -1},
    {"permanent_token": "x", "session_id": "x", "expires_in": 1},
    {"permanent_token": "x" * 64, "session_id": "~" * 64, "expires_in": 1e300},
    {"success": False},
    [],
    None,
    17,
]
RETRY_AFTER = ["", "0", "1", "-1", "60", "1000000000000", "9" * 5000, "Thu, 15 Jan 2026 12:00:00 GMT", "٣", "NaN"]
STATUSES = [0, 100, 200, 204, 301, 400, 401, 403, 404, 408, 410, 429, 500, 503, 999, 10**9]


def hostile_answers() -> st.SearchStrategy[Exchanged]:
    good = [registered(), opened(), opened(expires_in=20), state(), state(relay1=True)]
    known = [
        refused(401, "Session expired", "session_expired"),
        refused(401, "Session not found", "session_unknown"),
        refused(401, "Clock skew too large", "clock_skew", server_time=NOW_S),
        refused(403, "Token revoked", "token_revoked"),
    ]
    made = st.builds(
        lambda status, body, after: reply(status, body, retry_after=after),
        st.sampled_from(STATUSES),
        st.sampled_from(BODIES),
        st.sampled_from(RETRY_AFTER),
    )
    return st.one_of(st.sampled_from(good), st.sampled_from(known), st.sampled_from(HttpFailure), made)


SCRIPTS = st.lists(hostile_answers(), min_size=1, max_size=6)
TIMES = st.lists(st.none() | st.sampled_from([0, NOW_S, NOW_S + 900, 2**40]), max_size=6)


def judge(hardware: FakeHardware) -> None:
    assert not hardware.halted
    assert len(hardware.sent) <= REQUESTS_PER_HOUR
    strange = [line for line in hardware.lines if recognise(line) is None or not line.isprintable()]
    assert strange == []
    assert leaks(hardware.text) == []
    assert max(map(len, hardware.lines)) < 130


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.tuples(SCRIPTS, SCRIPTS, SCRIPTS, SCRIPTS), st.sampled_from(StorePolicy), TIMES, st.booleans())
def test_no_answers_in_any_order_stop_the_device_or_make_it_storm(
    scripts: tuple[Script, Script, Script, Script], store: StorePolicy, times: list[int | None], sntp: bool
) -> None:
    hardware = FakeHardware(answers(*scripts), until_s=HOUR_S, time_server_s=times)
    judge(run(hardware, firmware(store=store, sntp=sntp)))


@together
@pytest.mark.long
@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:40])
@pytest.mark.parametrize("status", [200, 401, 503])
def test_one_hostile_body_in_answer_to_everything_is_survived(status: int, body: object, store: StorePolicy) -> None:
    everything = [reply(status, body)]
    judge(
        run(
            FakeHardware(answers(everything, everything, everything, everything), until_s=HOUR_S), firmware(store=store)
        )
    )


@together
@pytest.mark.long
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:40])
@pytest.mark.parametrize("stage", ["register", "session", "poll", "report"])
def test_after_one_hostile_answer_at_any_stage_the_device_comes_online(stage: str, body: object) -> None:
    good: dict[str, Exchanged] = {
        "register": registered(),
        "session": opened(),
        "poll": state(),
        "report": reply(200, {}),
    }
    hardware = run(
        FakeHardware(answers(**{stage: [reply(500, body), reply(200, body), good[stage]]}), until_s=2 * HOUR_S)
    )
    assert hardware.lines.count(Line.ONLINE.build()) >= 1


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(SCRIPTS, SCRIPTS, SCRIPTS, st.sampled_from(StorePolicy))
def test_a_refused_request_is_not_repeated_with_the_same_token_within_half_a_minute(
    register: Script, session: Script, poll: Script, store: StorePolicy
) -> None:
    script, refusals = answers(register, session, poll), dict[tuple[str, str], float]()
    hardware = FakeHardware(until_s=HOUR_S)

    def watch(sent: object) -> Exchanged:
        request = hardware.sent[-1]
        key = (f"{request.method} {request.path}", request.headers.get("x-device-token", ""))
        assert request.at_s - refusals.pop(key, -60) >= 30
        answer = script(request)
        if isinstance(answer, HttpResponse) and answer.status in {401, 403, 410} and not excused(answer):
            refusals[key] = request.at_s
        return answer

    hardware.answer = watch
    run(hardware, firmware(store=store))


@pytest.mark.slow
def test_a_megabyte_in_every_field_is_survived() -> None:
    body = dict.fromkeys(("error", "permanent_token", "session_id", "relay1"), "x" * 1_000_000)
    everything = [reply(503, body), reply(200, body)]
    judge(run(FakeHardware(answers(*[everything] * 4), until_s=300)))


def excused(answer: HttpResponse) -> bool:
    """A lost session is answered by asking for a new one."""
    return any(code.encode() in answer.body for code in SESSION_CODES)
