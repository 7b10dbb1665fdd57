"""A recorded conversation: whole, in order, without a secret, and there even if the process is killed."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oceanhil.mock_server.proxy.recording import Recorder
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.pseudonyms import Pseudonyms
from oceanhil.protocol.recording import ExchangeLine, Head
from oceanhil.protocol.redact import leaks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.mock_server.proxy.conftest import Pair

STATE = "/api/device/state/"
WIRE = load_profile().wire
JSON = {"content-type": "application/json"}


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()[1:]]


def test_the_first_line_says_what_it_is(pair: Pair, recording: Path) -> None:
    head = json.loads(recording.read_bytes().splitlines()[0])
    assert head == {"format": "oceanhil-conversation", "version": 1, "upstream": pair.origin.url, "started": 1.7e9}


def test_every_exchange_is_there_as_soon_as_it_is_answered(pair: Pair, recording: Path) -> None:
    for number in range(1, 4):
        pair.proxy.ask("GET", f"/nowhere/{number}")
        assert [line["seq"] for line in _lines(recording)] == [*range(1, number + 1)]
    assert _lines(recording)[0]["status"] == 404


def test_equal_secrets_have_equal_names_and_no_secret_is_there(pair: Pair, recording: Path) -> None:
    token = pair.token()
    permanent = pair.register(token)
    pair.proxy.ask("GET", f"{STATE}?token={permanent}")
    pair.proxy.ask("GET", STATE, None, {"X-Device-Token": permanent, "X-Session-Id": "short"})
    text = recording.read_text("utf-8")
    assert (token in text, permanent in text, "short" in text, leaks(text)) == (False, False, False, [])
    register, by_query, by_header = _lines(recording)
    assert '"token": "~reg-1~"' in str(register["request"])
    assert '"permanent_token":"~perm-1~"' in str(register["response"])
    assert by_query["asked"] == {"method": "GET", "path": STATE, "query": "token=~perm-1~"}
    assert "['X-Device-Token', '~perm-1~']" in str(by_header["request"])


def test_faults_are_told_with_their_parameters(pair: Pair, recording: Path) -> None:
    pair.proxy.fault("status", status=503)
    pair.proxy.ask("GET", STATE)
    [line] = _lines(recording)
    assert line["faults"] == [{"rule": "f1", "kind": "status", "parameters": {"status": 503}}]
    assert (line["status"], line["response"], line["sent_status"]) == (None, None, 503)


def test_a_corrupt_answer_is_told_as_it_was_before(pair: Pair, recording: Path) -> None:
    pair.proxy.fault("corrupt")
    pair.proxy.ask("GET", STATE)
    [line] = _lines(recording)
    assert '"code":"token_invalid"' in str(line["response"])


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        Recorder(path, WIRE, "http://x", 0, print)
    assert path.read_bytes() == b"mine"


def test_others_cannot_read_it(recording: Path) -> None:
    with Recorder(recording, WIRE, "http://x", 0, print):
        assert os.name == "nt" or stat.S_IMODE(recording.stat().st_mode) == 0o600


def test_a_full_disk_ends_the_recording_and_not_the_conversation(
    pair: Pair, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("oceanhil.mock_server.proxy.recording.os.write", full)
        assert pair.proxy.ask("GET", STATE).status == 401
    assert pair.proxy.ask("GET", STATE).status == 401
    assert pair.proxy.told == [f"recording to {str(recording)!r} has ended: No space left on device"]
    assert _lines(recording) == []


@pytest.mark.parametrize(
    ("headers", "body", "why"),
    [
        ({"content-encoding": "gzip"}, b"zz", "compressed"),
        ({}, b"\xff\xfe", "UTF-8"),
        ({}, b"x" * 1_048_577, "longer"),
    ],
)
def test_a_body_that_might_hide_a_secret_is_left_out(headers: dict[str, str], body: bytes, why: str) -> None:
    message = Pseudonyms(WIRE).response(HttpResponse(200, body, headers))
    assert (message.body, message.size, why in message.omitted) == (None, len(body), True)


def test_a_secret_with_escapes_is_replaced() -> None:
    message = Pseudonyms(WIRE).response(HttpResponse(200, b'{"token": "\\u0061bc", "n": 1}'))
    assert message.body == '{"token": "~secret-1~", "n": 1}'


KEYS = st.sampled_from(["password", "pwd", "pass", "wifiPass", "psk", "authorization", "X-Auth", "x-api-key", "secret"])
SHORT = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\"<>\\#&%+;=~'"), min_size=1)


@given(KEYS, SHORT, st.sampled_from(["header", "query", "form", "json", "deep", "text"]))
def test_a_secret_of_any_length_never_stands_under_its_key(key: str, secret: str, place: str) -> None:
    other = HttpRequest(
        "POST",
        "/x",
        {key: f"#{secret}#"} if place == "header" else {"content-type": FORM} if place == "form" else {},
        BODIES[place](key, f"#{secret}#") if place in BODIES else b"",
        f"name=pump&{key}=%23{secret}%23" if place == "query" else "",
    )
    line, message = Pseudonyms(WIRE).request(other)
    assert f"#{secret}#" not in f"{line.query}{message}"
    assert f"%23{secret}%23" not in f"{line.query}{message.body}"
    assert "~secret-1~" in f"{line.query}{message}"


FORM = "application/x-www-form-urlencoded"
BODIES: dict[str, Callable[[str, str], bytes]] = {
    "form": lambda key, secret: urlencode({"name": "pump", key: secret}).encode(),
    "json": lambda key, secret: json.dumps({"name": "pump", key: secret}).encode(),
    "deep": lambda key, secret: json.dumps([{"a": [{"b": {key: [secret]}}]}]).encode(),
    "text": lambda key, secret: f"name: pump\n{key}: {secret}\n".encode(),
}


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=12, max_size=64))
def test_a_name_of_a_device_stays_whole_however_long(name: str) -> None:
    assume(not re.search("[0-9a-f]{16}|oc_", name, re.IGNORECASE))
    body = json.dumps({"name": name, "token": "ab"})
    message = Pseudonyms(WIRE).response(HttpResponse(200, body.encode()))
    assert message.body == body.replace('"ab"', '"~secret-1~"')


def test_what_was_issued_is_known_later_wherever_it_stands_and_without_its_prefix() -> None:
    names, token = Pseudonyms(WIRE), "k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI"
    names.response(HttpResponse(200, json.dumps({"permanent_token": f"oc_perm_{token}"}).encode()))
    line, message = names.request(HttpRequest("POST", f"/x/{token}", {"user-agent": token}, token.encode(), ""))
    assert (line.path, message.body, message.headers) == ("/x/~perm-1~", "~perm-1~", (("user-agent", "~perm-1~"),))


def test_the_user_of_a_url_is_a_secret_also_in_the_head(tmp_path: Path) -> None:
    told: list[str] = []
    with Recorder(tmp_path / "r.jsonl", WIRE, "http://me:pw@host:80", 0, told.append):
        pass
    assert json.loads((tmp_path / "r.jsonl").read_bytes())["upstream"] == "http://~secret-1~@host:80"
    message = Pseudonyms(WIRE).response(HttpResponse(302, b"", {"location": "https://a:b@host/x?pwd=c"}))
    assert message.headers == (("location", "https://~secret-2~@host/x?pwd=~secret-1~"),)


def test_a_secret_by_its_place_is_replaced_wherever_else_it_stands() -> None:
    request = HttpRequest("POST", "/of/kitchen-7", {"x-session-id": "kitchen-7"}, b"kitchen-7?", "a=kitchen-7")
    line, message = Pseudonyms(WIRE).request(request)
    assert (line.path, line.query, message.body) == ("/of/~secret-1~", "a=~secret-1~", "~secret-1~?")


def test_a_short_secret_is_replaced_where_it_is_a_whole_value_only() -> None:
    message = Pseudonyms(WIRE).response(HttpResponse(200, b'{"token": "ab", "note": "about"}'))
    assert message.body == '{"token": "~secret-1~", "note": "about"}'


def test_the_secrets_of_a_form_are_replaced() -> None:
    sent = b"grant_type=password&username=me&password=let%20me&refresh_token=abc"
    _, message = Pseudonyms(WIRE).request(
        HttpRequest("POST", "/token", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, sent)
    )
    assert message.body == "grant_type=password&username=me&password=~secret-1~&refresh_token=~secret-2~"


secrets = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=16, max_size=50).map(
    "oc_perm_".__add__
)


@given(secrets, st.sampled_from(["path", "query", "header", "value", "text"]))
def test_no_secret_gets_through_anywhere(secret: str, place: str) -> None:
    request = HttpRequest(
        "POST",
        f"/x/{secret}" if place == "path" else "/x",
        {"user-agent": f"a {secret}"} if place == "header" else JSON,
        json.dumps({"token": secret, "deep": [{"note": secret}]}).encode() if place == "value" else secret.encode(),
        f"a={secret}&token={secret}" if place == "query" else "",
    )
    line, message = Pseudonyms(WIRE).request(request)
    assert secret not in f"{line}{message}"
    assert leaks(f"{line}{message}") == []


def test_the_documented_form_is_the_one_that_is_written(pair: Pair, recording: Path) -> None:
    pair.proxy.ask("GET", STATE)
    head, line = map(json.loads, recording.read_bytes().splitlines())
    assert ([*head], [*line]) == ([*Head.__struct_fields__], [*ExchangeLine.__struct_fields__])
