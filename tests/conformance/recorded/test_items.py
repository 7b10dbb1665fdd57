"""Regression items: a server keeps to its own recording, and one with another reading differs where that shows."""

import json
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.recorded.item_form import items_schema
from oceanhil.conformance.recorded.item_maker import write_items
from oceanhil.conformance.recorded.items_file import load_items
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.recording import RecordingError
from oceanhil.remote.connector.control import CLOCK, REVOKE, TOKEN
from tests.conformance.recorded.conversation import (
    MAC,
    OTHER_ID,
    OTHER_MAC,
    PROFILE,
    REGISTER,
    SESSION,
    STATE,
    Conversation,
    profile,
)
from tests.conformance.recorded.replayed import fresh, tried
from tests.conformance.recorded.test_judge_laws import drawn, seeds, talked


def _conversation(talk: Conversation) -> str:
    """Have one exchange of each kind that the readings below change, and some that they do not.

    Gives the device's permanent token.
    """
    token = talk.pending()
    permanent = talk.said(talk.register(token), "permanent_token")
    first = talk.session(permanent)
    talk.poll(permanent, first)
    talk.report(permanent, first)
    talk.register(token)
    talk.open(permanent, OTHER_MAC)
    talk.open(permanent, MAC, OTHER_ID)
    second = talk.session(permanent)
    talk.poll(permanent, first)
    talk.ask("GET", STATE, query=f"token={permanent}")
    talk.open(permanent, **{"x-device-time": str(talk.now_us // 1_000_000 + 301)})
    talk.ask("DELETE", STATE)
    talk.ask("POST", REGISTER[:-1], {})
    talk.ask("POST", SESSION, {"device_id": 7})
    third = talk.session(permanent) or second
    talk.wait(3_601)
    talk.poll(permanent, third)
    return permanent


def _written(talk: Conversation) -> Path:
    output = fresh(talk.path)
    write_items(talk.path, PROFILE, output)
    return output


CONCERNED: list[tuple[dict[str, Scalar], set[str]]] = [
    ({}, set()),
    ({"used_token_status": 401}, {"005-register-410"}),
    ({"check_device_id": False}, {"007-session-401"}),
    ({"accept_query_token": False}, {"009-poll-200"}),
    ({"max_clock_skew_s": 600}, {"010-session-401"}),
    ({"session_ttl_s": 7200}, {"002-session-200", "014-poll-401"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "names"), CONCERNED, ids=[",".join(changes) or "same" for changes, _ in CONCERNED])
def test_exactly_the_items_concerned_differ(talk: Conversation, changes: dict[str, Scalar], names: set[str]) -> None:
    _conversation(talk)
    results = tried(load_items(_written(talk)), profile(**changes))
    assert len(results) == 14
    differing = {each.id.rpartition("/")[2] for each in results if each.verdict is ItemVerdict.DIFFERS}
    unfit = {each.id for each in results if each.verdict not in {ItemVerdict.DIFFERS, ItemVerdict.CONFORMS}}
    assert (differing, unfit) == (names, set())


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(seeds)
def test_a_server_keeps_to_the_items_of_its_own_recording(seed: int) -> None:
    values, said = drawn(seed)
    played = profile(**values)
    with tempfile.TemporaryDirectory() as folder:
        path = talked(Path(folder), values, said)
        write_items(path, played, fresh(path))
        results = tried(load_items(path.with_suffix(".items")), played)
    assert [(each.id, each.found) for each in results if each.verdict is not ItemVerdict.CONFORMS] == []


def test_exchanges_alike_make_one_item_that_counts_them(talk: Conversation) -> None:
    token = talk.registered()
    session = talk.session(token)
    for _ in range(5):
        talk.poll(token, session)
    rows = [json.loads(line) for line in _written(talk).read_bytes().splitlines()]
    assert [(row["id"], row.get("times", 1)) for row in rows[1:]] == [
        ("001-register-200", 1),
        ("002-session-200", 1),
        ("003-poll-200", 5),
    ]


def test_a_case_answered_in_two_ways_makes_no_item_and_is_told(talk: Conversation) -> None:
    token = talk.registered()
    talk.poll(token)
    honest, talk.meddle = talk.meddle, lambda _, answer: msgspec.structs.replace(answer, body=b'{"success": true}')
    talk.poll(token)
    talk.meddle = honest
    written = write_items(talk.path, PROFILE, fresh(talk.path))
    assert (written.count, written.notes) == (1, ("1 case was answered in more than one way and makes no item",))


def test_an_item_says_what_it_is_and_what_it_needs(talk: Conversation) -> None:
    permanent = _conversation(talk)
    talk.core.revoke(talk.core.devices(talk.now_us)[0].id, talk.now_us)
    talk.open(permanent)
    items = {item.id.rpartition("/")[2]: item for item in load_items(_written(talk))}
    late = items["014-poll-401"]
    assert (late.kind, late.needs) == (Kind.ASSUMPTION, frozenset({TOKEN, CLOCK}))
    assert late.source.startswith("recording talk.jsonl, line 17, 2026-01-01T01:")
    assert (
        late.title == "GET /api/device/state/ (permanent token live, session expired) is answered with 401 as recorded"
    )
    assert "permanent token live, session replaced" in items["008-poll-401"].title
    assert items["015-session-403"].needs == frozenset({TOKEN, REVOKE})


def test_a_difference_is_told_in_words(talk: Conversation) -> None:
    _conversation(talk)
    [used] = [
        each
        for each in tried(load_items(_written(talk)), profile(used_token_status=401))
        if each.verdict is ItemVerdict.DIFFERS
    ]
    assert used.expected == "410 'Registration token already used' as recorded"
    assert used.found.startswith("status 401, was 410; code 'token_expired', was 'token_used'; error 'Token ")


@pytest.mark.parametrize(
    ("mac", "variable"),
    [
        ("24:6F:28:AA:BB:CC", "${mac}"),
        ("24:6f:28:aa:bb:cc", "${mac.lower}"),
        ("24-6F-28-AA-BB-CC", "${mac.dashes}"),
        ("246f28aabbcc", "${mac.plain.lower}"),
    ],
)
def test_the_form_of_a_mac_is_kept(talk: Conversation, mac: str, variable: str) -> None:
    talk.register(talk.pending(), mac)
    output = _written(talk)
    assert json.loads(output.read_bytes().splitlines()[1])["request"]["body"]["mac_address"] == variable
    assert [each.verdict for each in tried(load_items(output), PROFILE)] == [ItemVerdict.CONFORMS]


def test_every_line_is_as_the_schema_says(talk: Conversation) -> None:
    _conversation(talk)
    schema = items_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for line in _written(talk).read_bytes().splitlines():
        validator.validate(json.loads(line))
    assert not validator.is_valid({"id": "x"})


def test_a_file_that_is_there_is_left_alone(talk: Conversation, tmp_path: Path) -> None:
    talk.ask("GET", STATE)
    (tmp_path / "mine").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_items(talk.path, PROFILE, tmp_path / "mine")
    assert (tmp_path / "mine").read_bytes() == b"mine"


HEAD: dict[str, object] = {
    "format": "oceanhil-conformance-items",
    "version": 1,
    "service": "oceanremote",
    "recording": "x",
    "recorded": "",
}
ITEM: dict[str, object] = {
    "id": "a",
    "entry": "line 2",
    "request": {"method": "GET", "path": STATE},
    "answer": {"status": 401},
}


def _changed(row: dict[str, object], **values: object) -> dict[str, object]:
    return {**row, **values}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "line 1 is not the head"),
        ([{"x": 1}], "line 1 is not the head"),
        ([_changed(HEAD, format="y")], "the format is 'y'"),
        ([_changed(HEAD, version=2)], "has version 2"),
        ([_changed(HEAD, service="ringcentral")], "'ringcentral' cannot be judged"),
        ([HEAD, {"id": "a"}], "line 2 is no item"),
        ([HEAD, _changed(ITEM, session="dead")], "line 2 is no item: Invalid enum value 'dead'"),
        ([HEAD, _changed(ITEM, request={"method": "GET", "path": "nowhere"})], "no client can send"),
        ([HEAD, _changed(ITEM, request={"method": "TRACE", "path": "/"})], "no client can send"),
        ([HEAD, _changed(ITEM, request={"method": "GET", "path": "/", "headers": {"a": "b\r\nc: d"}})], "no client"),
        ([HEAD, ITEM, ITEM], "two items have the id 'a'"),
        ([HEAD, _changed(ITEM, request={"method": "GET", "path": "/${whatever}"})], "variable '\\$\\{whatever\\}'"),
        ([HEAD, _changed(ITEM, request={"method": "GET", "path": "/${session_id}"})], "variable '\\$\\{session_id\\}'"),
    ],
)
def test_a_wrong_file_is_refused_by_line(tmp_path: Path, rows: list[dict[str, object]], message: str) -> None:
    path = tmp_path / "wrong.items"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with pytest.raises(RecordingError, match=message):
        load_items(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        load_items(tmp_path / "nowhere")
