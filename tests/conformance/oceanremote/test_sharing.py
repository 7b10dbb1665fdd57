"""What items share, so that a server that is slow to register gets few registrations, and what a subject remembers."""

from collections.abc import Iterator

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS as SUITE
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.wire.need import Lacking
from tests.conformance.oceanremote.abilities import Limited
from tests.conformance.seeded.bug import Honest, MeddledCore, meddled, subject_at
from tests.conformance.seeded.judging_bugs import AgeFirst, judging
from tests.conformance.seeded.session_bugs import KeepsNoNumbers

ABOUT_USED = (
    "registration-life/used",
    "registration-life/used-words",
    "registration-life/used-again-and-again",
    "registration-race/losers",
    "registration-order/used-before-clock",
)
QUARTER_S = 90 * 86_400
_WIRE = load_profile().wire


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.fixture
def subject(servers: ServerLoop) -> Iterator[DeviceSubject]:
    with subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1))) as subject:
        yield subject


def test_items_share_a_device_until_it_is_renewed(subject: DeviceSubject) -> None:
    shared = subject.device()
    assert subject.device() is shared
    subject.renew()
    assert subject.device().identity != shared.identity


def test_a_device_whose_state_a_report_spoilt_is_shared_no_longer(servers: ServerLoop) -> None:
    with subject_at(servers, lambda: MockServer(KeepsNoNumbers())) as subject:
        spoilt = subject.device()
        subject.report_body(b'{"temperature": NaN}')
        subject.begin()
        assert subject.device().identity != spoilt.identity
        subject.poll().json()


class TokensEnd(Core):
    """A permanent token ends a quarter of a year after it was first shown."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)
        self._shown_us: dict[str, int] = {}

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        token = request.headers.get(self.profile.wire.token_header, "")
        at_us = self._clock.at(now_us)
        if token and at_us - self._shown_us.setdefault(token, at_us) > QUARTER_S * 1_000_000:
            return Delivery(json_response({"success": False, "error": "Rotate your token"}, 401), None, "")
        return super().handle(request, now_us)


def test_a_device_whose_token_ended_while_the_clock_was_moved_is_shared_no_longer(servers: ServerLoop) -> None:
    with subject_at(servers, lambda: MockServer(TokensEnd())) as subject:
        ended = subject.session().device
        subject.advance(QUARTER_S + 1)
        subject.begin()
        assert subject.session().device.identity != ended.identity


def test_a_device_that_outlives_the_years_stays_shared(subject: DeviceSubject) -> None:
    shared = subject.session().device
    subject.advance(4 * QUARTER_S)
    subject.begin()
    assert subject.device() is shared


def test_a_device_whose_state_is_still_read_stays_shared(subject: DeviceSubject) -> None:
    shared = subject.device()
    subject.report_body(b'{"temperature": 1.5}')
    subject.begin()
    assert subject.device() is shared
    assert not subject.exchanges()


def test_the_answer_that_registered_the_shared_device_is_evidence_of_every_item(subject: DeviceSubject) -> None:
    subject.device()
    subject.begin()
    answer = subject.registration()
    assert list(subject.exchanges()) == [answer.exchange]
    assert subject.registration().exchange is answer.exchange
    assert len(subject.exchanges()) == 1


def test_a_token_whose_registrations_are_refused_is_used_again(subject: DeviceSubject) -> None:
    before = subject.unused()
    attempt(subject, {"mac_address": "none"}).must_be_refused()
    assert subject.unused() is before


def test_a_token_that_registered_against_expectation_is_replaced(subject: DeviceSubject) -> None:
    before = subject.unused()
    attempt(subject).accepted(GivenToken)
    assert subject.unused().token != before.token


def test_time_travel_ends_what_depends_on_time(subject: DeviceSubject) -> None:
    token, session = subject.unused().token, subject.session()
    subject.advance(60)
    assert subject.unused().token != token
    assert subject.session() != session
    assert subject.session().device == session.device


def test_an_item_about_used_tokens_is_given_no_old_one(servers: ServerLoop) -> None:
    chosen = [item for item in SUITE if item.id in ABOUT_USED]
    with subject_at(servers, judging(AgeFirst)) as subject:
        results: list[ItemResult] = []
        for item in chosen:
            subject.device()
            subject.advance(2 * 86_400)
            results += run_items([item], subject, trials_max=1)
    assert {result.id: result.verdict for result in results} == dict.fromkeys(ABOUT_USED, ItemVerdict.CONFORMS)


def test_a_device_whose_used_token_is_young_stays_shared(subject: DeviceSubject) -> None:
    shared = subject.device()
    subject.let_pass(1)
    assert subject.device_used_lately() is shared
    subject.advance(60)
    assert subject.device() is shared
    young = subject.device_used_lately()
    assert young.identity != shared.identity
    assert subject.device_used_lately() is subject.device() is young
    assert subject.session().device is young


def test_what_was_issued_is_hidden_though_nobody_looked_at_it(subject: DeviceSubject) -> None:
    answer = subject.ask(subject.register_request(subject.pending().token, subject.identity()))
    token = answer.accepted(GivenToken).permanent_token
    poll = subject.read_with(token)
    assert "${PERMANENT_TOKEN}" in subject.show(poll.exchange, decisive=True).curl


def test_devices_tell_the_time_to_a_server_that_is_known_to_want_it(subject: DeviceSubject) -> None:
    assert subject.names.time_header not in subject.register_request("a", subject.identity()).headers
    subject.learn({"server.require_device_time": True})
    assert subject.names.time_header in subject.register_request("a", subject.identity()).headers


def test_a_status_that_was_learned_is_that_of_the_refusal(subject: DeviceSubject) -> None:
    subject.learn({"errors.bad_request.status": 405})
    assert subject.refusal_of(ErrorReason.BAD_REQUEST).status == 405
    subject.send("GET", subject.names.register_path).refused(ErrorReason.BAD_REQUEST)


def test_a_server_that_judges_made_up_tokens_first_cannot_be_tried_without_good_ones(servers: ServerLoop) -> None:
    def token_first(request: HttpRequest, honest: Honest) -> Delivery:
        del request, honest
        return Delivery(json_response({"success": False, "error": "Invalid token"}, 401), None, "")

    with (
        subject_at(servers, meddled(token_first), limited=lambda whole: Limited(whole, frozenset())) as subject,
        pytest.raises(Lacking, match="judges the token first"),
    ):
        attempt(subject, {"mac_address": "none"})


def _uses_up(request: HttpRequest, honest: Honest) -> Delivery:
    """Use a token up before the MAC is looked at."""
    if request.path == _WIRE.register_path and b'"none"' in request.body:
        honest(msgspec.structs.replace(request, body=request.body.replace(b'"none"', b'"02:00:00:00:00:01"')))
    return honest(request)


@pytest.fixture(params=[410, 401])
def careless(servers: ServerLoop, request: pytest.FixtureRequest) -> Iterator[DeviceSubject]:
    """Give a server that refuses used tokens with one status or the other."""

    def serve() -> MockServer:
        core = MeddledCore(_uses_up)
        core.put_settings({"used_token_status": request.param}, 0)
        return MockServer(core)

    with subject_at(servers, serve) as subject:
        yield subject


def _with_wrong_clock(subject: DeviceSubject) -> Answer:
    """Send what is refused behind the token only."""
    return attempt(subject, headers=subject.at(-subject.far_s()))


def test_an_item_is_not_refused_for_a_token_that_a_refusal_before_it_used_up(careless: DeviceSubject) -> None:
    attempt(careless, {"mac_address": "none"}).must_be_refused()
    careless.begin()
    answer = _with_wrong_clock(careless)
    assert answer.told("code") == "clock_skew"
    assert list(careless.exchanges()) == [answer.exchange]


def test_the_refusal_that_used_a_token_up_is_evidence_later(careless: DeviceSubject) -> None:
    _with_wrong_clock(careless)
    culprit = attempt(careless, {"mac_address": "none"}).exchange
    assert careless.used_up() is None
    _with_wrong_clock(careless)
    careless.begin()
    found = careless.used_up()
    assert found is not None
    assert (found[0].exchange, found[1]) == (culprit, 2)
    assert list(careless.exchanges()) == [culprit]


def test_a_token_that_an_item_used_itself_is_refused_as_used(careless: DeviceSubject) -> None:
    used = careless.new_device().registration_token
    for _ in range(2):
        assert attempt(careless, {"token": used}).told("code") in {"token_used", "token_expired"}
    assert careless.used_up() is None
