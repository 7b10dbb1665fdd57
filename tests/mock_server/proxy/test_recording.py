"""A recorded conversation: whole, in order, without a secret, and there even if the process is killed."""

from __future__ import annotations

import errno
import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.proxy.recording import Recorder
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.pseudonyms import Pseudonyms
from oceanhil.protocol.recording import ExchangeLine, Head
from oceanhil.protocol.redact import leaks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mock_server.proxy.conftest import Pair

STATE = "/api/device/state/"
WIRE = load_profile().wire


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
    assert pair.proxy.told == [f"recording to {str(recording)!r} has ended: no space left on device"]
    assert _lines(recording) == []


def test_the_user_of_a_url_is_a_secret_also_in_the_head(tmp_path: Path) -> None:
    told: list[str] = []
    with Recorder(tmp_path / "r.jsonl", WIRE, "http://me:pw@host:80", 0, told.append):
        pass
    assert json.loads((tmp_path / "r.jsonl").read_bytes())["upstream"] == "http://~secret-1~@host:80"
    message = Pseudonyms(WIRE).response(HttpResponse(302, b"", {"location": "https://a:b@host/x?pwd=c"}))
    assert message.headers == (("location", "https://~secret-2~@host/x?pwd=~secret-1~"),)


def test_the_documented_form_is_the_one_that_is_written(pair: Pair, recording: Path) -> None:
    pair.proxy.ask("GET", STATE)
    head, line = map(json.loads, recording.read_bytes().splitlines())
    assert ([*head], [*line]) == ([*Head.__struct_fields__], [*ExchangeLine.__struct_fields__])
