"""The journal, and what never stands in it."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core import Core, EventKind
from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.mock_server.core.exchanges import EXCHANGES_KEPT, show_headers
from oceanhil.mock_server.core.views import BodyView
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.redact import Concealer, leaks

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.mock_server.core import Event
    from oceanhil.mock_server.core.views import ExchangeView
    from tests.mock_server.conftest import Bench

SECRET = "oc_perm_" + "Zz9-_" * 8 + "abc"
STATE, REGISTER = "/api/device/state/", "/api/device/register/"


def test_an_entry_says_what_was_asked_and_answered(bench: Bench) -> None:
    bench.register("oc_reg_unknown")
    entry = bench.journal()[0]
    assert (entry.seq, entry.time, entry.method, entry.path) == (1, 1_700_000_000, "POST", REGISTER)
    assert (entry.status, entry.code, entry.peer, entry.device) == (401, "token_invalid", "192.0.2.1", "")
    assert entry.headers == {"content-type": "application/json"}


def test_entries_are_numbered_upwards_and_given_from_any_point(bench: Bench) -> None:
    for _ in range(5):
        bench.send("GET", STATE)
    assert [entry.seq for entry in bench.core.journal_since(0)] == [1, 2, 3, 4, 5]
    assert [entry.seq for entry in bench.core.journal_since(3)] == [4, 5]
    assert bench.core.journal_since(99) == []


def test_requests_name_their_device_even_when_refused(bench: Bench) -> None:
    device = bench.registered()
    bench.register(device.registration_token)
    bench.open_session(device.token, mac="24:6F:28:00:00:01")
    assert {entry.device for entry in bench.journal()} == {device.id}


def test_the_oldest_entries_make_room_and_are_counted() -> None:
    core = Core(load_profile(), 1, journal_rows=3)
    for _ in range(5):
        core.handle(HttpRequest("GET", STATE), 0)
    assert [entry.seq for entry in core.journal_since(0)] == [3, 4, 5]
    assert (core.journal_dropped, core.journal_last_seq) == (2, 5)


def test_a_fault_is_named_in_the_entry(bench: Bench) -> None:
    bench.admin("POST", "/faults", {"fault": {"kind": "drop_request"}, "times": 1})
    bench.admin("POST", "/faults", {"fault": {"kind": "drop_response"}, "times": 1})
    bench.send("GET", STATE)
    bench.send("GET", STATE)
    assert [(entry.fault, entry.status) for entry in bench.journal()] == [
        ("drop_request", None),
        ("drop_response", 401),
    ]


def _everything_shown(bench: Bench, request: HttpRequest) -> str:
    events: list[Event] = []
    unsubscribe = bench.core.subscribe(events.append)
    response = bench.deliver(request).response
    unsubscribe()
    assert response is not None
    shown = [
        response.body.decode(),
        repr(response.headers),
        json.dumps(bench.admin("GET", "/journal").body, ensure_ascii=False),
    ]
    return "\n".join([*shown, *(msgspec.json.encode(event.data).decode() for event in events)])


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("GET", STATE, query="token=" + SECRET),
        HttpRequest("GET", STATE, query="TOKEN=%6Fc_perm_" + SECRET[8:]),
        HttpRequest("GET", STATE, query="t%6fken=" + quote(quote(SECRET.replace("_", "%5f")))),
        HttpRequest("GET", STATE, query=SECRET + "&" + SECRET),
        HttpRequest("GET", f"/api/{SECRET}/", {"x-device-token": SECRET, "user-agent": SECRET}),
        HttpRequest("GET", f"/api/{quote(SECRET, safe='').replace('o', '%6F')}/"),
        HttpRequest("GET", "/" + "x" * 620 + SECRET),
        HttpRequest(SECRET, STATE),
        HttpRequest(
            "POST", REGISTER, {"content-type": "application/json; x=" + SECRET}, b'{"token": "' + SECRET.encode()
        ),
        HttpRequest("POST", REGISTER, {"content-type": SECRET}, SECRET.encode()),
        HttpRequest("POST", REGISTER, {"content-type": "application/json"}, json.dumps({SECRET: SECRET}).encode()),
        HttpRequest("POST", STATE, {"content-type": "application/json"}, json.dumps({"relay1": SECRET}).encode()),
        HttpRequest(
            "GET", STATE, {"x-device-token": "Bearer " + SECRET, "x-session-id": SECRET, "x-device-time": SECRET}
        ),
    ],
)
def test_no_secret_leaves_whole(bench: Bench, request_: HttpRequest) -> None:
    shown = _everything_shown(bench, request_)
    assert SECRET[13:] not in shown
    assert leaks(shown) == []


def test_a_secret_where_a_long_text_is_cut_is_recognised(bench: Bench) -> None:
    bench.send("GET", "/" + "." * 490 + "Zz9-_" * 9)
    assert bench.journal()[-1].path == "/" + "." * 490 + "Zz9-_Zz9-_Zz…"


def test_secrets_without_their_look_are_cut_where_they_belong(bench: Bench) -> None:
    bench.send("GET", STATE, headers={"x-device-token": "hunter2 hunter2 hunter2"}, query="token=hunter2+hunter2+x")
    entry = bench.journal()[-1]
    assert (entry.headers["x-device-token"], entry.query) == ("hunter2 hunt…", "token=hunter2+hunt…")


def test_undecodable_bytes_can_be_shown(bench: Bench) -> None:
    bench.send("GET", "/\udcff", headers={"x-device-token": "\udcfe", "user-agent": "\udcfd"})
    assert "\\udcff" in json.dumps(bench.admin("GET", "/journal").body).replace("\\\\", "\\")


@pytest.mark.slow
@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=80), st.sampled_from(["path", "query", "agent"]))
def test_a_token_anywhere_in_any_text_is_cut(make_bench: Callable[[], Bench], noise: str, place: str) -> None:
    bench = make_bench()
    text = f"{noise}{SECRET}{noise}"
    headers = {"user-agent": text} if place == "agent" else {}
    path, query = "/" + text if place == "path" else STATE, text if place == "query" else ""
    assert SECRET[13:] not in _everything_shown(bench, HttpRequest("GET", path, headers, query=query))


def test_listeners_hear_of_requests_and_devices(bench: Bench) -> None:
    device = bench.online()
    heard: list[EventKind] = []
    unsubscribe = bench.core.subscribe(lambda event: heard.append(event.kind))
    device.poll()
    bench.change(maintenance=True)
    bench.core.delete(device.id, bench.now_us)
    unsubscribe()
    device.poll()
    assert heard == [EventKind.REQUEST, EventKind.DEVICE, EventKind.SETTINGS, EventKind.DELETED]


def test_the_newest_entries_of_one_device_can_be_had(bench: Bench) -> None:
    device, other = bench.online(), bench.online("24:6F:28:00:00:02", "OTHER")
    for _ in range(3):
        device.poll()
        other.poll()
    newest = bench.core.journal_newest(2, device=device.id)
    assert [(entry.seq, entry.device) for entry in newest] == [(7, device.id), (9, device.id)]
    assert [entry.seq for entry in bench.core.journal_newest(99, seq=8)] == [9, 10]
    assert bench.core.journal_newest(0) == []


@pytest.mark.parametrize(
    ("count", "seq", "before", "numbers"),
    [
        (99, 0, 4, [3]),
        (2, 0, 6, [4, 5]),
        (99, 4, 6, [5]),
        (99, 5, 6, []),
        (99, 0, 7, [3, 4, 5, 6]),
        (99, 0, 1_000, [3, 4, 5, 6]),
        (99, 0, 3, []),
        (99, 0, 0, []),
    ],
)
def test_a_page_ends_before_a_number(count: int, seq: int, before: int, numbers: list[int]) -> None:
    core = Core(load_profile(), 1, journal_rows=4)
    for _ in range(6):
        core.handle(HttpRequest("GET", STATE), 0)
    assert [entry.seq for entry in core.journal_newest(count, seq, before=before)] == numbers


def exchange_of(bench: Bench, request: HttpRequest) -> ExchangeView:
    bench.deliver(request)
    return bench.core.exchange(bench.core.journal_last_seq)


def test_what_was_said_is_kept_with_the_newest_requests(bench: Bench) -> None:
    device = bench.registered()
    bench.register(device.registration_token)
    said = bench.core.exchange(1)
    assert said.request is not None
    assert said.answer is not None
    assert said.request.text is not None
    assert json.loads(said.request.text)["token"] == device.registration_token[:12] + "…"
    assert said.answer.headers["content-type"] == "application/json"
    assert said.answer.body.text is not None
    assert json.loads(said.answer.body.text)["success"] is True
    assert said.took is None
    bench.core.note_took(1, 1_500)
    assert bench.core.exchange(1).took == 0.0015
    with pytest.raises(UnknownNameError, match="no request number 99 is in the journal"):
        bench.core.exchange(99)


def test_of_older_requests_no_body_is_kept() -> None:
    core = Core(load_profile(), 1)
    for _ in range(EXCHANGES_KEPT + 1):
        core.handle(HttpRequest("POST", STATE, {}, b"{}"), 0)
    said = core.exchange(1)
    assert (said.entry.seq, said.request, said.answer) == (1, None, None)
    assert core.exchange(2).request == BodyView("{}", 2, is_whole=True)
    core.note_took(1, 5)
    assert core.exchange(1).took is None
    core.reset(None, 0)
    with pytest.raises(UnknownNameError):
        core.exchange(2)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"wifi_password": "correct horse", "pin": 1234}', '{"wifi_password": "…", "pin": "…"}'),
        (b'{"a": {"token": "' + SECRET.encode() + b'"', '{"a": {"token": "oc_perm_Zz9-…"'),
        (b"token=abcdefghijklmnop&pwd=x", "token=…&pwd=…"),
        (b'{"session_id": "0123456789abcdef0123"}', '{"session_id": "0123456789ab…"}'),
        (b"\xff\xfe", None),
        (b"a\x00b", None),
        (b"", ""),
        ("grün\r\n\t".encode(), "grün\r\n\t"),
    ],
)
def test_no_body_shows_a_secret(body: bytes, shown: str | None, bench: Bench) -> None:
    said = exchange_of(bench, HttpRequest("POST", STATE, {}, body)).request
    assert said == BodyView(shown, len(body), is_whole=shown is not None)


def test_a_packed_body_is_counted_and_not_shown(bench: Bench) -> None:
    for name, packed in (("gzip", gzip.compress(SECRET.encode())), ("x-packed", b"cGFja2Vk")):
        said = exchange_of(bench, HttpRequest("POST", STATE, {"content-encoding": name}, packed)).request
        assert said == BodyView(None, len(packed), is_whole=False)


def test_an_answers_headers_show_no_secret() -> None:
    headers = {"set-cookie": "id=abc", "x-api-key": SECRET, "location": f"/?token={SECRET}", "server": "x my-own-key"}
    conceal = Concealer()
    conceal.add("my-own-key")
    shown = {"set-cookie": "…", "x-api-key": "oc_perm_Zz9-…", "location": "/?token=oc_perm_Zz9-…", "server": "x …"}
    assert show_headers(headers, conceal) == shown


@pytest.mark.parametrize("secret", [SECRET, SECRET.removeprefix("oc_perm_")])
@pytest.mark.parametrize("before", [4070, 4080, 4090, 4096, 4100, 4300, 4330, 4350, 4352, 4400])
def test_of_a_long_body_the_beginning_is_shown_without_half_a_secret(before: int, secret: str, bench: Bench) -> None:
    body = b"." * before + secret.encode() + "ü".encode() * 9000
    said = exchange_of(bench, HttpRequest("POST", STATE, {}, body)).request
    assert said is not None
    assert said.text is not None
    assert (said.bytes, said.is_whole) == (len(body), False)
    assert len(said.text) <= 4096
    assert secret[:13] not in said.text


@given(st.binary(max_size=300), st.sampled_from(["", "application/json", "text/plain"]))
def test_any_body_can_be_shown(make_bench: Callable[[], Bench], body: bytes, kind: str) -> None:
    said = exchange_of(make_bench(), HttpRequest("POST", STATE, {"content-type": kind}, body + SECRET.encode()))
    assert SECRET[:13] not in msgspec.json.encode(said).decode()
