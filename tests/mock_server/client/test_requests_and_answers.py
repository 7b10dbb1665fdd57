"""What the client sends, and what it makes of answers; the server is played."""

import json
import re
from typing import cast

import msgspec
import pytest
import responses
from requests import ConnectionError as NoConnection
from requests import ReadTimeout
from responses import matchers

from oceanhil.mock_server.client import (
    Client,
    ClientError,
    ConflictError,
    NotServingError,
    RefusedError,
    UnknownIdError,
    UnreachableError,
    WaitTimeoutError,
    WrongArgumentError,
    WrongKeyError,
)
from oceanhil.mock_server.core.views import Generated, JournalEntry
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind
from tests.deep_json import DEEP_JSON
from tests.mock_server.client.answers import ADMIN, DEVICE, URL

HEALTH = {
    "success": True,
    "status": "ok",
    "profile": "oceanremote",
    "devices": 0,
    "storage": {"state": "memory", "reason": ""},
    "admin_api": 1,
}
ENTRY = msgspec.to_builtins(JournalEntry(1, 1, "GET", "/api/device/state/", "", 401, "", "", "", {}, "", ""))
GENERATED = {"id": "52e6b438", "registration_token": "oc_reg_x", "expires_at": 1}


def test_every_request_carries_the_key(client: Client, played: responses.RequestsMock) -> None:
    bearer = matchers.header_matcher({"Authorization": "Bearer correct-horse"})
    played.get(f"{ADMIN}/health", json=HEALTH, match=[bearer])
    assert client.health().profile == "oceanremote"


def test_without_a_key_none_is_sent_not_even_one_of_netrc(
    played: responses.RequestsMock, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w", encoding="ascii") as file:  # noqa: PTH123 - a path for the environment
        file.write("machine server.test login a password b\n")
    monkeypatch.setenv("NETRC", netrc)
    played.get(f"{ADMIN}/health", json=HEALTH)
    with Client(URL) as client:
        client.health()
    assert "Authorization" not in played.calls[0].request.headers


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"relay3": True}, "unknown field 'relay3'; did you mean 'relay2'?"),
        ({"relay1": "on"}, "relay1 is not true or false, expected one of them"),
        ({"temperature": "warm"}, "temperature is not a number, expected a number"),
    ],
)
def test_a_state_that_cannot_be_is_an_error_of_the_client(client: Client, fields: dict[str, bool], said: str) -> None:
    with pytest.raises(WrongArgumentError) as error:
        client.set_state("52e6b438", **fields)
    assert (str(error.value), isinstance(error.value, ClientError)) == (said, True)


def test_a_status_that_there_is_not_is_an_error_of_the_client(client: Client) -> None:
    with pytest.raises(WrongArgumentError, match=r"^unknown status 'ONLIN'; did you mean 'ONLINE'\?$"):
        client.wait_for_status("52e6b438", "ONLIN")
    with pytest.raises(WrongArgumentError, match=r"; known: PENDING, ONLINE, AWAY, OFFLINE, REVOKED$"):
        client.wait_for_status("52e6b438", "x")


def test_a_fault_that_cannot_be_is_an_error_of_the_client(client: Client) -> None:
    with pytest.raises(WrongArgumentError, match=r"^match.method is 'PUTT'"):
        client.fail_next(Fault(FaultKind.RESET), method="PUTT")
    with pytest.raises(WrongArgumentError, match=r"^fault is 'bogus', expected a Fault such as"):
        client.fail_next(cast("Fault", "bogus"))


def test_generating_sends_board_and_name(client: Client, played: responses.RequestsMock) -> None:
    body = matchers.json_params_matcher({"board": "picow", "name": "bench"})
    played.post(f"{ADMIN}/devices", json=GENERATED, status=201, match=[body])
    assert client.generate(Board.PICOW, "bench").id == "52e6b438"


def test_an_id_is_quoted_so_that_it_stays_one_part_of_the_path(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/devices/..%2Fclock%3F", json=DEVICE)
    assert client.device("../clock?").name == "bench"


def test_failing_the_next_requests_sends_a_rule_with_a_count(client: Client, played: responses.RequestsMock) -> None:
    shown = {"id": "f1", "match": {}, "fault": {"kind": "reset"}, "times": 2, "probability": 1, "seed": 0, "fired": 0}
    played.post(f"{ADMIN}/faults", json=shown, status=201)
    client.fail_next(Fault(FaultKind.RESET), count=2, path="/api/device/state/")
    sent = json.loads(played.calls[0].request.body or "")
    assert sent["fault"] == {"kind": "reset"}
    assert (sent["match"], sent["times"]) == ({"path": "/api/device/state/"}, 2)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, RefusedError), (401, WrongKeyError), (403, WrongKeyError), (404, UnknownIdError), (409, ConflictError)],
)
def test_a_refusal_is_an_error_with_the_servers_code_and_text(
    client: Client, played: responses.RequestsMock, status: int, kind: type[RefusedError]
) -> None:
    played.post(f"{ADMIN}/restart", json={"success": False, "error": "the reason", "code": "the_code"}, status=status)
    with pytest.raises(RefusedError, match="the reason") as raised:
        client.restart()
    assert type(raised.value) is kind
    assert (raised.value.status, raised.value.code, raised.value.text) == (status, "the_code", "the reason")


@pytest.mark.parametrize("body", ["<html>router</html>", '{"hello": "world"}', "", "[]"])
def test_an_answer_of_other_software_says_so(client: Client, played: responses.RequestsMock, body: str) -> None:
    played.get(f"{ADMIN}/health", body=body)
    with pytest.raises(NotServingError, match="another program has this port"):
        client.health()


@pytest.mark.parametrize("location", ["http://elsewhere.test/", "http://[::1/", "/\x01"])
def test_a_redirect_is_not_followed(client: Client, played: responses.RequestsMock, location: str) -> None:
    played.get(f"{ADMIN}/health", status=302, headers={"Location": location})
    with pytest.raises(NotServingError, match="HTTP 302"):
        client.health()


def test_a_newer_admin_side_is_told_apart(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/health", json={**HEALTH, "admin_api": 99})
    with pytest.raises(NotServingError, match="form 99, this client knows 1"):
        client.health()


@pytest.mark.parametrize(
    ("error", "text"),
    [(NoConnection("connection refused"), "cannot be reached"), (ReadTimeout(), "did not answer in time")],
)
def test_no_answer_says_which_server_and_what_to_look_at(
    client: Client, played: responses.RequestsMock, error: Exception, text: str
) -> None:
    played.get(f"{ADMIN}/clock", body=error)
    with pytest.raises(UnreachableError, match=text) as raised:
        client.clock()
    assert URL in str(raised.value)


@pytest.mark.parametrize(
    "url", ["", "server:8080", "ftp://server", "http://", "http://a:b", "http://a/path", "http://h:0"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(ClientError, match="expected http://HOST:PORT"):
        Client(url)


@pytest.mark.parametrize("url", ["http://user:hunter2@server.test", "http://user:hunter2@server.test:x"])
def test_a_password_in_an_address_is_not_repeated(url: str) -> None:
    with pytest.raises(ClientError) as raised:
        Client(url)
    assert "hunter2" not in str(raised.value)


def test_an_older_admin_side_that_has_no_number_is_told_apart(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/health", json={name: value for name, value in HEALTH.items() if name != "admin_api"})
    with pytest.raises(NotServingError, match="another version of oceanhil"):
        client.health()


def test_no_error_shows_the_key(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/clock", json={"success": False, "error": "wrong key", "code": "admin_key"}, status=401)
    with pytest.raises(WrongKeyError) as raised:
        client.clock()
    assert "correct-horse" not in f"{raised.value} {raised.value!r} {client!r}"


def test_the_journal_is_read_in_pages_that_follow_each_other(client: Client, played: responses.RequestsMock) -> None:
    for since, last_seq in (("0", 3), ("3", 3), ("3", 5)):
        query = matchers.query_param_matcher({"since": since})
        played.get(f"{ADMIN}/journal", json={"entries": [], "last_seq": last_seq, "dropped": 0}, match=[query])
    pages = client.new_entries()
    assert [next(pages) for _ in range(3)] == [[], [], []]


def test_waiting_looks_again_until_the_status_is_there(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/devices/52e6b438", json=DEVICE)
    played.get(f"{ADMIN}/devices/52e6b438", json=DEVICE)
    played.get(f"{ADMIN}/devices/52e6b438", json={**DEVICE, "status": "ONLINE"})
    assert client.wait_for_status("52e6b438", "ONLINE").status == "ONLINE"


def test_a_wait_in_vain_says_what_was_there_instead(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/devices/52e6b438", json=DEVICE)
    with pytest.raises(WaitTimeoutError, match="is PENDING, expected ONLINE; waited 5 s"):
        client.wait_for_status("52e6b438", "ONLINE", timeout_s=5)


def test_a_wait_for_a_request_gives_the_first_that_fits(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/journal", json={"entries": [], "last_seq": 0, "dropped": 0})
    with pytest.raises(WaitTimeoutError, match="no request to '/api/device/state/'; waited 1 s"):
        client.wait_for_request("/api/device/state/", timeout_s=1)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/device/sate/", "but 2 to '/api/device/state/', 1 to '/x/'; did you mean '/api/device/state/'?; waited"),
        ("/api/device/state", "but 2 to '/api/device/state/', 1 to '/x/'; did you mean '/api/device/state/'?; waited"),
        ("/api/device/register/", "no request to '/api/device/register/', but 2 to '/api/device/state/', 1 to '/x/';"),
    ],
)
def test_a_wait_for_a_request_in_vain_says_what_came(
    client: Client, played: responses.RequestsMock, path: str, words: str
) -> None:
    entries = [{**ENTRY, "seq": 1}, {**ENTRY, "seq": 2, "path": "/x/"}, {**ENTRY, "seq": 3}]
    played.get(f"{ADMIN}/journal", json={"entries": entries, "last_seq": 3, "dropped": 0})
    with pytest.raises(WaitTimeoutError, match=re.escape(words)):
        client.wait_for_request(path, timeout_s=1)


def test_what_is_no_text_or_no_list_is_refused_before_anything_is_sent(client: Client) -> None:
    made = Generated("52e6b438", "oc_reg_x", 1)
    with pytest.raises(WrongArgumentError, match=r"^identity is a Generated, expected a text, such as its 'id'$"):
        client.device(made)  # type: ignore[arg-type] # what is looked at here
    with pytest.raises(WrongArgumentError, match=r"^tags is the text 'hall', expected several, such as \['hall'\]$"):
        client.generate(Board.ESP32, "b", tags="hall")
    with pytest.raises(WrongArgumentError, match="tags is the text"):
        client.set_tags("52e6b438", "hall")


def test_a_client_that_was_closed_says_so(client: Client) -> None:
    client.close()
    with pytest.raises(ClientError, match=r"^this client of .* is closed; make another one$"):
        client.health()


def journal(played: responses.RequestsMock, since: int, *numbers: int, last_seq: int = 3) -> None:
    entries = [{**ENTRY, "seq": number} for number in numbers]
    query = matchers.query_param_matcher({"since": str(since)})
    played.get(f"{ADMIN}/journal", json={"entries": entries, "last_seq": last_seq, "dropped": 0}, match=[query])


def test_a_request_that_was_waited_for_is_not_given_again(client: Client, played: responses.RequestsMock) -> None:
    journal(played, 0, 1, 2, 3)
    journal(played, 1, 2, 3)
    journal(played, 2, 3)
    journal(played, 3)
    assert [client.wait_for_request(timeout_s=0).seq for _ in range(3)] == [1, 2, 3]
    with pytest.raises(WaitTimeoutError):
        client.wait_for_request(timeout_s=0)


def test_a_wait_from_a_number_on_begins_there(client: Client, played: responses.RequestsMock) -> None:
    journal(played, 0, 1, 2, 3)
    assert client.wait_for_request(timeout_s=0).seq == 1
    assert client.wait_for_request(since=0, timeout_s=0).seq == 1


def test_after_a_reset_by_somebody_else_the_journal_begins_again(
    client: Client, played: responses.RequestsMock
) -> None:
    journal(played, 0, 9, last_seq=9)
    assert client.wait_for_request(timeout_s=0).seq == 9
    journal(played, 9, last_seq=1)
    journal(played, 0, 1, last_seq=1)
    assert client.wait_for_request(timeout_s=0).seq == 1


def test_an_answer_nested_beyond_reading_has_another_form(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/health", body=DEEP_JSON)
    with pytest.raises(ClientError, match="its answer has another form"):
        client.health()
