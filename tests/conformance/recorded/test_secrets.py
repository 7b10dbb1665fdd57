"""No secret of a recording gets into a report or a file of items, wherever it stood: a law."""

import json
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oceanhil.conformance.recorded.item_maker import write_items
from oceanhil.conformance.recorded.judge import judge_recording
from oceanhil.protocol.redact import leaks
from tests.conformance.recorded.conversation import ID, MAC, PROFILE, REGISTER, SESSION, STATE

HOST = "https://staging.example"
# No word of a report begins so.
SECRET = st.text(st.sampled_from("abcdefghjkmnpqrstuvwyz23456789"), min_size=7, max_size=40).map("q9".__add__)
PLACES = [
    "header",
    "cookie",
    "body",
    "form",
    "query",
    "location",
    "echoed",
    "html",
    "userinfo",
    "prefix",
    "other-header",
    "later",
]


def _entry(method: str, path: str, second: int, **parts: object) -> dict[str, object]:
    headers = {"content-type": "application/json", **parts.get("headers", {})}  # type: ignore[dict-item]
    return {
        "startedDateTime": f"2026-01-01T00:00:{second:02}Z",
        "time": 5,
        "request": {
            "method": method,
            "url": str(parts.get("host", HOST)) + path,
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "postData": {"mimeType": "application/json", "text": parts.get("sent", "")},
        },
        "response": {
            "status": parts.get("status", 401),
            "headers": [{"name": name, "value": value} for name, value in parts.get("given", {}).items()],  # type: ignore[attr-defined]
            "content": {"size": 1, "text": parts.get("got", "{}")},
        },
    }


def conversation(secret: str, place: str) -> bytes:
    """Put a secret into one place of a conversation in which it is also issued and used rightly."""
    permanent, session = f"oc_perm_{secret * 3}", f"session {secret}"
    fields = {"token": f"oc_reg_{secret * 3}", "device_id": ID, "mac_address": MAC, "ip": "10.0.0.7"}
    given = {"success": True, "device_id": ID, "permanent_token": permanent, "server_time": 1767225600}
    opened = {"success": True, "session_id": session, "expires_in": 3600, "server_time": 1767225601}
    mine = {"X-Device-Token": permanent, "X-Session-Id": session}
    strange: dict[str, dict[str, object]] = {
        "header": {"headers": {"X-Session-Id": secret}},
        "cookie": {"headers": {"Cookie": f"sid={secret}"}, "given": {"Set-Cookie": f"sid={secret}"}},
        "body": {"sent": json.dumps({"api_key": secret, "note": f"see {secret}"})},
        "form": {"sent": f"user=x&password={secret}"},
        "query": {"path": f"{STATE}?token={secret}&pw={secret}"},
        "location": {"status": 302, "given": {"Location": f"/login?next={secret}"}},
        "echoed": {"headers": mine, "got": json.dumps({"error": f"no session {session}", "code": secret * 3})},
        "html": {"headers": mine, "got": f"<p>{session}</p>"},
        "userinfo": {"host": f"https://me:{secret}@staging.example"},
        "prefix": {},
        "other-header": {"headers": {"X-Whatever": secret, "Authorization": f"Basic {secret}"}},
        "later": {"got": json.dumps({"success": False, "error": session, "code": "x"})},
    }
    odd = dict(strange[place])
    host = f"{HOST}/oc_perm_{secret * 3}" if place == "prefix" else HOST
    entries = [
        _entry("POST", REGISTER, 0, host=host, sent=json.dumps(fields), got=json.dumps(given), status=200),
        _entry("POST", SESSION, 1, sent=json.dumps(fields), headers=mine, got=json.dumps(opened), status=200),
        _entry("POST", str(odd.pop("path", STATE)), 2, **odd),
        _entry("GET", STATE, 3, headers=mine),
    ]
    return json.dumps({"log": {"entries": entries}}).encode()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(SECRET, st.sampled_from(PLACES))
@example("q9abcdefgh", "prefix")
def test_no_secret_gets_into_a_report_or_into_items(secret: str, place: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, output = Path(folder) / "talk.har", Path(folder) / "items.jsonl"
        path.write_bytes(conversation(secret, place))
        judged = judge_recording(path, PROFILE)
        write_items(path, PROFILE, output)
        for text in (msgspec.json.encode(judged).decode(), output.read_text("utf-8")):
            assert secret not in text
            assert leaks(text) == []


def test_no_mac_and_no_device_id_gets_into_items(tmp_path: Path) -> None:
    path, output = tmp_path / "talk.har", tmp_path / "items.jsonl"
    path.write_bytes(conversation("anything-at-all", "header"))
    assert write_items(path, PROFILE, output).count == 2
    text = output.read_text("utf-8")
    assert (MAC in text, ID in text, "10.0.0.7" in text) == (False, False, False)
