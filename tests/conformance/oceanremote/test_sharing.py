"""What items share, so that a server that is slow to register gets few registrations, and what a bench remembers."""

from collections.abc import Iterator

import pytest

from oceanhil.conformance.contract.finding import Lacking
from oceanhil.conformance.oceanremote.attempts import attempt
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.conformance.oceanremote.abilities import Limited
from tests.conformance.seeded.bug import Honest, bench_at, meddled


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.fixture
def bench(servers: ServerLoop) -> Iterator[Bench]:
    with bench_at(servers, lambda: MockServer(Core(load_profile(), seed=1))) as bench:
        yield bench


def test_items_share_a_device_until_it_is_renewed(bench: Bench) -> None:
    shared = bench.device()
    assert bench.device() is shared
    bench.renew()
    assert bench.device().identity != shared.identity


def test_the_answer_that_registered_the_shared_device_is_evidence_of_every_item(bench: Bench) -> None:
    bench.device()
    bench.begin()
    answer = bench.registration()
    assert list(bench.exchanges()) == [answer.exchange]
    assert bench.registration().exchange is answer.exchange
    assert len(bench.exchanges()) == 1


def test_a_token_whose_registrations_are_refused_is_used_again(bench: Bench) -> None:
    before = bench.unused()
    attempt(bench, {"mac_address": "none"}).must_be_refused()
    assert bench.unused() is before


def test_a_token_that_registered_against_expectation_is_replaced(bench: Bench) -> None:
    before = bench.unused()
    attempt(bench).accepted(GivenToken)
    assert bench.unused().token != before.token


def test_time_travel_ends_what_depends_on_time(bench: Bench) -> None:
    token, session = bench.unused().token, bench.session()
    bench.advance(60)
    assert bench.unused().token != token
    assert bench.session() != session
    assert bench.session().device == session.device


def test_what_was_issued_is_hidden_though_nobody_looked_at_it(bench: Bench) -> None:
    answer = bench.ask(bench.register_request(bench.pending().token, bench.identity()))
    token = answer.accepted(GivenToken).permanent_token
    poll = bench.send("GET", bench.names.state_path, headers={bench.names.token_header: token})
    assert "${PERMANENT_TOKEN}" in bench.show(poll.exchange, decisive=True).curl


def test_devices_tell_the_time_to_a_server_that_is_known_to_want_it(bench: Bench) -> None:
    assert bench.names.time_header not in bench.register_request("a", bench.identity()).headers
    bench.learn({"server.require_device_time": True})
    assert bench.names.time_header in bench.register_request("a", bench.identity()).headers


def test_a_status_that_was_learned_is_that_of_the_refusal(bench: Bench) -> None:
    bench.learn({"errors.bad_request.status": 405})
    assert bench.refusal_of(ErrorReason.BAD_REQUEST).status == 405
    bench.send("GET", bench.names.register_path).refused(ErrorReason.BAD_REQUEST)


def test_a_server_that_judges_made_up_tokens_first_cannot_be_tried_without_good_ones(servers: ServerLoop) -> None:
    def token_first(request: HttpRequest, honest: Honest) -> Delivery:
        del request, honest
        return Delivery(json_response({"success": False, "error": "Invalid token"}, 401), None, "")

    with (
        bench_at(servers, meddled(token_first), limited=lambda whole: Limited(whole, frozenset())) as bench,
        pytest.raises(Lacking, match="judges the token first"),
    ):
        attempt(bench, {"mac_address": "none"})
