"""What holds of every conversation, whatever is said: a server that keeps a profile is never accused under it."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.recorded.judge import judge_recording
from oceanhil.protocol.profile import Scalar, load_profile
from tests.conformance.recorded.conversation import ID, MAC, OTHER_ID, OTHER_MAC, STATE, Conversation, profile

pytestmark = pytest.mark.slow

BOARDS = [(MAC, ID), (OTHER_MAC, OTHER_ID), (MAC, OTHER_ID), (OTHER_MAC, ID)]
Action = Callable[[Conversation, "Knowledge", int], None]


class Knowledge:
    """The tokens that devices have got so far."""

    def __init__(self) -> None:
        self.registrations: list[str] = ["oc_reg_made_up_and_never_given_out_by_anybody_00"]
        self.permanents: list[str] = ["oc_perm_made_up_and_never_given_out_by_anybody_0"]
        self.sessions: list[str] = ["0123456789abcdef0123456789abcdef"]


def _generate(talk: Conversation, known: Knowledge, pick: int) -> None:
    known.registrations.append(talk.pending())


def _register(talk: Conversation, known: Knowledge, pick: int) -> None:
    reply = talk.register(_some(known.registrations, pick), *BOARDS[pick % 4])
    if reply.status == 200:
        known.permanents.append(talk.said(reply, "permanent_token"))


def _open(talk: Conversation, known: Knowledge, pick: int) -> None:
    clock = {} if pick % 3 else {"x-device-time": str(talk.now_us // 1_000_000 + 100 * (pick % 7 - 3))}
    reply = talk.open(_some(known.permanents, pick), *BOARDS[pick % 4], **clock)
    if reply.status == 200:
        known.sessions.append(talk.said(reply, "session_id"))


def _poll(talk: Conversation, known: Knowledge, pick: int) -> None:
    talk.poll(_some(known.permanents, pick), _some(known.sessions, pick // 2) if pick % 5 else None)


def _report(talk: Conversation, known: Knowledge, pick: int) -> None:
    talk.report(_some(known.permanents, pick), _some(known.sessions, pick // 2) if pick % 5 else None)


def _query(talk: Conversation, known: Knowledge, pick: int) -> None:
    talk.ask("GET", STATE, query=f"token={_some(known.permanents, pick)}")


def _wait(talk: Conversation, known: Knowledge, pick: int) -> None:
    talk.wait([1, 45, 1_799, 3_601, 86_401][pick % 5])


def _manage(talk: Conversation, known: Knowledge, pick: int) -> None:
    devices = talk.core.devices(talk.now_us)
    if devices:
        identity = devices[pick % len(devices)].id
        [talk.core.revoke, talk.core.regenerate, talk.core.delete][pick % 3](identity, talk.now_us)


def _strange(talk: Conversation, known: Knowledge, pick: int) -> None:
    method, path = [("PUT", STATE), ("GET", STATE[:-1]), ("POST", "/api/device/nowhere/"), ("POST", STATE)][pick % 4]
    talk.ask(method, path, {"temperature": "warm"}, {"x-device-token": _some(known.permanents, pick)})


def _some(values: list[str], pick: int) -> str:
    """Mostly one of the newest."""
    return values[-1 - pick % min(len(values), 3)]


ACTIONS: list[Action] = [_generate, _register, _register, _open, _open, _poll, _poll, _report, _query, _wait, _manage]
seeds = st.integers(0, 2**32)


NOT_DRAWN = frozenset({
    # Of these devices, none asks so often, so much, or without a token of the usual length.
    "rate_limit_enabled", "rate_limit_api_per_s", "rate_limit_register_per_min", "rate_limit_connections",
    "rate_limit_retry_after_s", "max_body_bytes", "registration_body_length", "permanent_body_length",
    "session_token_length",
    # The conversation lasts no day, and nobody looks at the dashboard.
    "registration_token_ttl_s", "online_below_s", "offline_above_s",
    # Nothing else could be told of a server that refuses all.
    "maintenance", "maintenance_retry_after_s", "require_device_time",
    # Tried one by one in test_learning.py.
    "wrong_field_status",
})  # fmt: skip


def drawn(seed: int) -> tuple[dict[str, Scalar], list[tuple[Action, int]]]:
    """Draw a server's readings and a long conversation: short ones hardly ever come back to a token."""
    rng = random.Random(seed)
    values: dict[str, Scalar] = {
        "used_token_status": rng.choice([410, 401]),
        "session_ttl_s": rng.choice([60, 3600]),
        "check_device_id": rng.random() < 0.5,
        "accept_query_token": rng.random() < 0.5,
        "idempotent_register_window": rng.choice([0, 100]),
        "max_clock_skew_s": rng.choice([150, 300]),
    }
    return values, [(rng.choice([*ACTIONS, _strange]), rng.randrange(1000)) for _ in range(rng.randrange(20, 250))]


def test_every_setting_of_the_server_is_drawn_or_known_not_to_be() -> None:
    missing = load_profile().document.server.keys() - drawn(0)[0].keys() - NOT_DRAWN
    assert not missing, (
        f"what becomes of a recording under {sorted(missing)}? Draw each in `drawn` and have "
        "conformance/recorded/case.py reckon with it, or name it in NOT_DRAWN"
    )


def accused(results: tuple[ItemResult, ...]) -> list[ItemResult]:
    """Give what does not hold of the server; these devices are as rude as can be."""
    ours = ("recorded/device/", "recorded/secrets/not-in-urls", "recorded/clock/server-time")
    bad = {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS}
    return [result for result in results if result.verdict in bad and not result.id.startswith(ours)]


def talked(folder: Path, values: dict[str, Scalar], said: list[tuple[Action, int]]) -> Path:
    talk, known = Conversation(folder / "talk.jsonl", profile(**values)), Knowledge()
    talk.ask("GET", STATE)
    for act, pick in said:
        act(talk, known, pick)
    talk.close()
    return talk.path


@pytest.mark.long
@settings(max_examples=15, deadline=None)
@given(seeds)
def test_a_server_that_keeps_a_profile_is_never_accused_under_it(seed: int) -> None:
    values, said = drawn(seed)
    with tempfile.TemporaryDirectory() as folder:
        report = judge_recording(talked(Path(folder), values, said), profile(**values)).report
    assert [(result.id, result.found) for result in accused(report.results)] == []


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_what_is_learned_is_what_the_server_does(seed: int) -> None:
    values, said = drawn(seed)
    with tempfile.TemporaryDirectory() as folder:
        report = judge_recording(talked(Path(folder), values, said), profile()).report
    played = {f"server.{name}": value for name, value in values.items()}
    # Of a window one only sees that it is at least so long.
    exact = {name: value for name, value in report.learned.items() if name != "server.idempotent_register_window"}
    assert exact == {name: played.get(name) for name in exact}
