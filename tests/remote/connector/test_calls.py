"""Operations by HTTP, done well and badly."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from oceanhil.remote.connector import http_call
from oceanhil.remote.connector.control import ControlError, DoubtfulError
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.operator import Operator, Ways
from tests.conformance.raw_server import saying, serving
from tests.remote.connector.files import SECRETS, TOKEN, read
from tests.remote.connector.foreign import Told, answering
from tests.remote.connector.operators import cleaned_up, real_operator
from tests.remote.wire.test_wire_limits import Obeying

STATUS = '[operation.status]\nmethod = "GET"\nurl = "/api/{id}/status"\nanswer.status = '
KEYED = '[http]\nheaders = {Authorization = "Bearer ${STAGING_KEY}"}\n' + STATUS


@pytest.fixture
def told() -> Iterator[Told]:
    answer = Told(body='{"device": {"state": "online"}}')
    with answering(answer):
        yield answer


def status(told: Told, where: str, *, text: str = STATUS, identity: str = "d1") -> str:
    ledger = Ledger()
    ledger.created("device", identity, "conform-1")
    with real_operator(text + where, told.url, ledger=ledger) as operator:
        return operator.perform("status", {"id": identity})["status"]


def failure(told: Told, where: str, *, text: str = STATUS) -> str:
    with pytest.raises(ControlError) as raised:
        status(told, where, text=text)
    assert raised.value.operation == "status"
    assert not any(value in str(raised.value) for value in SECRETS.values())
    return str(raised.value)


def test_a_value_is_found_by_a_json_pointer(told: Told) -> None:
    assert status(told, "'/device/state'") == "ONLINE"


def test_a_value_is_found_in_a_header(told: Told) -> None:
    told.headers["X-State"] = "away"
    assert status(told, '{header = "x-state"}') == "AWAY"


def test_a_value_is_found_by_a_regular_expression_in_a_header(told: Told) -> None:
    told.headers["Content-Location"] = "/devices/7/away"
    assert status(told, r"{header = 'Content-Location', regex = '(\w+)$'}") == "AWAY"


def test_a_header_that_a_regular_expression_does_not_match_is_named_and_not_shown(told: Told) -> None:
    told.headers["Content-Location"] = "/devices/7/away"
    text = failure(told, r"{header = 'Content-Location', regex = 'state=(\w+)'}")
    assert r"nothing in 15 characters of the header 'Content-Location' matches 'state=(\\w+)'" in text
    assert "/devices/7" not in text


def test_a_value_is_found_by_a_regular_expression(told: Told) -> None:
    told.body = "<b>state</b>: offline\n"
    assert status(told, r"{regex = 'state</b>: (\w+)'}") == "OFFLINE"


def test_the_servers_words_are_put_into_ours(told: Told) -> None:
    told.body = '{"s": 3}'
    assert status(told, '{json = "/s", words = {3 = "REVOKED"}}') == "REVOKED"


def test_an_unknown_word_is_named_with_where_to_say_what_it_means(told: Told) -> None:
    told.body = '{"s": "asleep"}'
    said = failure(told, "'/s'")
    assert "unknown word 'asleep'" in said
    assert "[operation.status.answer.status.words]" in said


def test_an_id_cannot_leave_its_place_in_the_path(told: Told) -> None:
    status(told, "'/device/state'", identity="../x?y=1&z")
    assert told.requests[0][1] == "/api/..%2Fx%3Fy%3D1%26z/status"


def test_secrets_go_where_they_belong(told: Told) -> None:
    status(told, "'/device/state'", text=KEYED)
    assert told.requests[0][2]["authorization"] == "Bearer staging-key-0123456789"


def test_a_pointer_that_leads_nowhere_names_fields_and_no_values(told: Told) -> None:
    told.body = '{"device": {"secret": "do-not-show"}}'
    said = failure(told, "'/device/state'")
    assert said.endswith("no 'state' of '/device/state' in an object with 'secret'")


def test_html_is_told_by_its_title(told: Told) -> None:
    told.body = "<!doctype html><title>Sign in &amp; go</title>"
    assert "expected JSON, found HTML with the title 'Sign in & go'" in failure(told, "'/device/state'")


def test_a_refusal_is_told_without_the_secret_that_it_repeats(told: Told) -> None:
    told.status, told.body = 403, "key staging-key-0123456789 is not known"
    said = failure(told, "'/device/state'", text=KEYED)
    assert "was answered with 403 'key ${STAGING_KEY} is not known'; expected 200 to 299" in said


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("202", "202"), ("[201, 204]", "201 or 204"), ("[410, 404, 202, 200, 201]", "200 to 202, 404 or 410")],
)
def test_all_that_would_have_been_a_success_is_told(told: Told, wanted: str, words: str) -> None:
    told.status = 500
    text = STATUS.replace("answer", f"status = {wanted}\nanswer")
    assert failure(told, "'/device/state'", text=text).endswith(f"; expected {words}")


@pytest.mark.parametrize("status", [200, 403])
def test_a_page_is_told_without_the_secret_in_its_title(told: Told, status: int) -> None:
    told.status, told.body = status, "<!doctype html><title>no key staging-key-0123456789</title>"
    assert "the title 'no key ${STAGING_KEY}'" in failure(told, "'/device/state'", text=KEYED)


def test_fields_are_named_without_the_secrets_that_are_names(told: Told) -> None:
    told.body = f'{{"staging-key-0123456789": 1, "oc_reg_{"a" * 43}": 2}}'
    said = failure(told, "'/device/state'", text=KEYED)
    assert said.endswith("in an object with '${STAGING_KEY}', 'oc_reg_aaaaa…'")


def test_a_redirect_is_not_followed_and_told_as_a_missing_login(told: Told) -> None:
    told.status, told.headers["Location"] = 302, "https://sso.example/login"
    assert "302 to 'https://sso.example/login'; its login may be missing" in failure(told, "'/device/state'")
    assert len(told.requests) == 1


def test_a_server_that_is_not_there_is_told_in_a_line(told: Told) -> None:
    text = STATUS.replace('"/api/{id}/status"', '"http://127.0.0.1:9/x"')
    said = failure(told, "'/device/state'", text=text)
    assert said == "status: GET http://127.0.0.1:9/x failed: connection refused"


def test_a_list_of_statuses_says_what_success_is(told: Told) -> None:
    told.status = 404
    assert status(told, "'/device/state'\nstatus = [200, 404]") == "ONLINE"


def paced(told: Told, url: str, pace: Obeying | None = None) -> Obeying:
    pace, ledger = pace or Obeying(1), Ledger()
    ledger.created("device", "d1")
    connector = read(STATUS.replace('"/api/{id}/status"', f'"{url}"') + "'/device/state'")
    operator = Operator(connector, Ways(connector, told.url, pace=pace), ledger, has_prompt=False)
    assert operator.perform("status", {"id": "d1"}) == {"status": "ONLINE"}
    operator.close()
    return pace


def test_a_call_of_the_server_under_test_goes_through_its_pace(told: Told) -> None:
    assert paced(told, "/status").waited == [1]


def test_a_call_that_came_too_fast_is_made_again(told: Told) -> None:
    told.status = 429
    with pytest.raises(ControlError, match="was answered with 429"):
        paced(told, "/status")
    assert len(told.requests) == 2


def test_behind_the_last_trial_of_a_call_nothing_is_waited_for(told: Told) -> None:
    told.status, pace = 429, Obeying(99)
    with pytest.raises(ControlError, match="was answered with 429"):
        paced(told, "/status", pace)
    assert (len(told.requests), pace.heeded) == (3, 2)


def test_a_redirect_to_what_is_no_address_is_an_answer(told: Told) -> None:
    told.status, told.headers["Location"] = 302, "http://[::1/x"
    assert "was answered with 302 to 'http://[::1/x'" in failure(told, "'/device/state'")


def test_a_call_of_another_server_has_nothing_to_do_with_the_pace(told: Told) -> None:
    with answering(Told(body=told.body)) as elsewhere:
        assert paced(told, f"{elsewhere}/status").waited == []


def test_a_call_that_was_broken_off_may_have_done_its_work() -> None:
    with (
        serving(saying("")) as port,
        real_operator(TOKEN, f"http://127.0.0.1:{port}") as operator,
    ):
        with pytest.raises(DoubtfulError, match="failed: "):
            operator.perform("registration-token", {"board": "esp32", "name": "conform-1"})
        assert cleaned_up(operator) == [
            "device 'conform-1' may be there, its id is not known; look for it on the server"
        ]


def test_a_call_that_never_got_through_has_done_nothing() -> None:
    with real_operator(TOKEN, "http://127.0.0.1:9") as operator:
        with pytest.raises(ControlError, match="connection refused"):
            operator.perform("registration-token", {"board": "esp32", "name": "conform-1"})
        assert cleaned_up(operator) == []


def test_connections_of_calls_are_let_go_and_made_again() -> None:
    begun, ended = [], Event()

    class Keeping(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            begun.append(self.client_address)

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "20")
            self.end_headers()
            self.wfile.write(b'{"state": "online"} ')

        def finish(self) -> None:
            super().finish()
            ended.set()

        def log_message(self, *_: object) -> None:
            pass

    ledger = Ledger()
    ledger.created("device", "d1", "conform-1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeping)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with server, real_operator(STATUS + "'/state'", url, ledger=ledger) as operator:
        for _ in range(2):
            operator.perform("status", {"id": "d1"})
        assert (len(begun), ended.is_set()) == (1, False)
        operator.let_go()
        assert ended.wait(5)
        assert operator.perform("status", {"id": "d1"}) == {"status": "ONLINE"}
        server.shutdown()


def test_no_proxy_of_the_environment_gets_a_call(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Told(status=502)
    with answering(proxy) as url:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, url)
        assert status(told, "'/device/state'") == "ONLINE"
    assert proxy.requests == []


def test_an_answer_is_read_up_to_a_bound(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_call, "_ANSWER_BYTES_MAX", len(told.body))
    assert status(told, "'/device/state'") == "ONLINE"
    told.body += " "
    assert "the answer has more than 31 bytes" in failure(told, "'/device/state'")
