"""Of a server's limits another time than the test clock's is no mistake, nor are other figures, but for the figures.

Limits that never end are one.
"""

import itertools
from collections.abc import Collection, Mapping
from types import SimpleNamespace

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.items import limits_of_address
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.rate_limits import RateLimits, Zone
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar, load_profile
from oceanhil.remote.wire.wire import Wire
from tests.conformance.seeded.bug import Honest, meddled, rebuilt, subject_at
from tests.conformance.seeded.racy import in_one_loop, late_count
from tests.conformance.servers import conform_at

BY_SECONDS = (
    "limits/words",
    "limits/api-figure",
    "limits/api-retry-after",
    "limits/waiting-as-told-helps",
    "limits/devices-share",
    "limits/guesses",
    "limits/api-at-once",
)
BY_MINUTES = (
    "limits/register-figure",
    "limits/register-ends",
    "limits/registration-waiting-as-told-helps",
    "limits/refused-do-not-count",
    "limits/register-at-once",
)


class Machine(RateLimits):
    """Limits by a time of their own, which only `rest` moves."""

    now_us = 0

    def admit(self, zone: Zone, peer: str, most: int, now_us: int) -> int:
        del now_us
        return super().admit(zone, peer, most, self.now_us)

    def rest(self, seconds: float) -> None:
        self.now_us += int(seconds * 1_000_000)


class Endless(RateLimits):
    """Limits that let nobody in again."""

    def admit(self, zone: Zone, peer: str, most: int, now_us: int) -> int:
        del now_us
        return super().admit(zone, peer, most, 0)


class Late(Core):
    """A server that is too busy to take note of connections, until somebody gives it time."""

    is_noticed = False

    def rest(self, _seconds: float) -> None:
        self.is_noticed = True

    @property
    def connection_limit(self) -> int | None:
        return super().connection_limit if self.is_noticed else None


def results(limits: RateLimits, ids: Collection[str], **settings: Scalar) -> Mapping[str, ItemResult]:
    core = Core(load_profile(), seed=1)
    core._gate._limits = limits
    core.put_settings(settings, 0)
    with BackgroundServer(core) as server:
        return {each.id: each for each in conform_at(server.url, ids=ids).results}


def test_limits_by_the_machines_time_are_tried_as_far_as_a_second_of_it_reaches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine()
    monkeypatch.setattr(Wire, "rest", machine.rest)
    found = results(machine, (*BY_SECONDS, "limits/register-retry-after", "limits/apart", *BY_MINUTES))
    assert {each for each, result in found.items() if result.verdict is ItemVerdict.UNTESTABLE} == set(BY_MINUTES)
    others = [result.verdict for each, result in found.items() if each not in BY_MINUTES]
    assert set(others) == {ItemVerdict.CONFORMS}
    assert found["limits/register-ends"].missing == ("test-clock",)


def five_minutes_in_minutes(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    told = delivery.response
    if told is None or told.status != 429:
        return delivery
    return Delivery(HttpResponse(429, told.body, {**told.headers, "retry-after": "5"}), delivery.reason, "")


def test_a_wait_that_helps_nobody_is_no_value_for_a_profile_which_the_mock_server_would_not_play() -> None:
    chosen = [item for item in ITEMS if item.id == "limits/register-retry-after"]
    with ServerLoop() as servers, subject_at(servers, meddled(five_minutes_in_minutes)) as subject:
        (result,) = run_items(chosen, subject, trials_max=1)
        assert subject.learned == {}
    assert (result.verdict, result.expected) == (ItemVerdict.DIFFERS, "rate_limit_retry_after_s 300")
    assert result.found == "5, less than the minute that is counted"


def test_limits_that_end_by_no_time_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "rest", lambda _wire, _seconds: None)
    found = results(Endless(), ("limits/waiting-as-told-helps", "limits/register-figure", "limits/register-ends"))
    assert found["limits/waiting-as-told-helps"].verdict is ItemVerdict.VIOLATES
    assert found["limits/register-ends"].verdict is not ItemVerdict.UNTESTABLE


def test_a_server_that_takes_note_of_connections_late_has_time_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Late(load_profile(), seed=1)
    monkeypatch.setattr(Wire, "rest", lambda _wire, seconds: late.rest(seconds))
    with BackgroundServer(late) as server:
        found = conform_at(server.url, ids=("limits/connections", "settings/rate-limit-connections")).results
    assert {each.verdict for each in found} == {ItemVerdict.CONFORMS}


@pytest.mark.long
def test_of_figures_that_the_settings_tell_only_those_are_other_than_published() -> None:
    higher = {"rate_limit_api_per_s": 400, "rate_limit_register_per_min": 9_000, "rate_limit_connections": 80}
    tried = [name for name in (item.id for item in ITEMS) if name.startswith(("limits/", "settings/rate-limit-"))]
    found = results(RateLimits(), tried, rate_limit_enabled=True, **higher)
    verdicts = {name: result.verdict for name, result in found.items() if result.verdict is not ItemVerdict.CONFORMS}
    assert verdicts == {
        "limits/api-figure": ItemVerdict.VIOLATES,
        "limits/connections": ItemVerdict.VIOLATES,
        "limits/register-figure": ItemVerdict.DIFFERS,
    }
    assert found["limits/api-figure"].readings == {"server.rate_limit_api_per_s": 400}
    # Hundreds of requests are not sent to find out.
    assert max(len(result.exchanges) for result in found.values()) < 200


@pytest.mark.parametrize(("second_s", "verdict"), [(0.0, ItemVerdict.VIOLATES), (1.0, ItemVerdict.CONFORMS)])
def test_a_slow_server_may_let_in_more_of_what_arrives_at_once(
    monkeypatch: pytest.MonkeyPatch, second_s: float, verdict: ItemVerdict
) -> None:
    clock = SimpleNamespace(monotonic=itertools.count(0.0, second_s).__next__)
    monkeypatch.setattr(limits_of_address, "time", clock)
    with ServerLoop() as servers, subject_at(servers, in_one_loop(late_count, 0.02)) as subject:
        (result,) = run_items([limits_of_address.api_at_once], subject, trials_max=1)
    assert result.verdict is verdict, result.found


def test_which_of_equal_requests_that_arrive_at_once_was_refused_is_not_compared() -> None:
    rounds = [limits_of_address.api_at_once, limits_of_address.register_at_once]
    with ServerLoop() as servers, subject_at(servers, rebuilt(lambda core: core)) as subject:
        found = list(run_items(rounds, subject, trials_max=1))
    assert [(each.verdict, each.received) for each in found] == [(ItemVerdict.CONFORMS, None)] * 2


def test_a_server_without_a_limit_of_connections_is_told_who_may_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "rest", lambda _wire, _seconds: None)
    with BackgroundServer(Late(load_profile(), seed=1)) as server:
        (found,) = conform_at(server.url, ids=("limits/connections",)).results
    assert found.found == "none with 30 open; where a proxy in front counts them, give its address"
