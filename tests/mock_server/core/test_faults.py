"""Faults on the way: which requests they strike, and what they make of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import UnknownNameError
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match, parse_rule
from oceanhil.protocol.http import HttpRequest

if TYPE_CHECKING:
    from oceanhil.mock_server.core import Delivery
    from tests.mock_server.conftest import Bench, Registered

STATE = "/api/device/state/"
Kind = FaultKind


def _add(bench: Bench, kind: Kind, match: Match | None = None, times: int | None = None, **values: float) -> str:
    rule = parse_rule({"fault": {"kind": kind.value, **values}})
    rule = FaultRule(rule.fault, match or Match(), times)
    return bench.core.add_fault(rule, bench.now_us).id


def _poll(device: Registered) -> Delivery:
    headers = {"x-device-token": device.token, "x-session-id": device.session}
    return device.bench.deliver(HttpRequest("GET", STATE, headers))


def test_a_status_is_given_instead_of_the_answer(bench: Bench) -> None:
    device = bench.online()
    _add(bench, Kind.STATUS, status=429, retry_after=7)
    bench.wait(20)
    reply = device.poll()
    assert (reply.status, reply.headers["retry-after"], reply.error) == (429, "7", "Rate limited")
    assert device.status == "AWAY"


def test_a_status_of_many_refusals_speaks_for_itself(bench: Bench) -> None:
    _add(bench, Kind.STATUS, status=401)
    reply = bench.send("GET", STATE)
    assert (reply.error, reply.code) == ("Unauthorized", "injected_fault")


def test_a_delayed_request_is_processed_on_arrival(bench: Bench) -> None:
    device = bench.online()
    _add(bench, Kind.DELAY, seconds=2.5)
    bench.wait(20)
    delivery = _poll(device)
    assert delivery.disturbance is not None
    assert (delivery.disturbance.kinds, delivery.disturbance.delay_s) == ((Kind.DELAY,), 2.5)
    assert device.status == "ONLINE"


@pytest.mark.parametrize("kind", [Kind.DROP_REQUEST, Kind.RESET])
def test_a_dropped_request_changes_nothing(bench: Bench, kind: Kind) -> None:
    token = bench.generate().registration_token
    _add(bench, kind, times=1)
    assert bench.register(token).status == 0
    assert bench.register(token).status == 200


def test_a_dropped_answer_leaves_the_token_consumed(bench: Bench) -> None:
    token = bench.generate().registration_token
    _add(bench, Kind.DROP_RESPONSE, times=1)
    assert bench.register(token).status == 0
    assert bench.register(token).status == 410


def test_a_cut_answer_keeps_half_of_its_body_or_what_is_said(bench: Bench) -> None:
    device = bench.online()
    whole = len(bench.core.handle(HttpRequest("GET", STATE), bench.now_us).response.body)  # type: ignore[union-attr]
    for kept, expected in ((None, whole // 2), (3, 3), (10**6, whole - 1)):
        identity = bench.core.add_fault(FaultRule(Fault(Kind.TRUNCATE, keep_bytes=kept)), bench.now_us).id
        delivery = bench.deliver(HttpRequest("GET", STATE))
        assert delivery.disturbance is not None
        assert delivery.disturbance.keep_bytes == expected
        bench.core.remove_fault(identity, bench.now_us)
    assert device.poll().status == 200


def test_a_corrupt_answer_has_its_length_and_not_its_content(bench: Bench) -> None:
    device = bench.online()
    good = _poll(device).response
    _add(bench, Kind.CORRUPT)
    bad = _poll(device).response
    assert good is not None
    assert bad is not None
    assert len(bad.body) == len(good.body)
    assert bad.body != good.body


def test_a_slow_answer_says_how_slow(bench: Bench) -> None:
    _add(bench, Kind.SLOW, bytes_per_second=0.5)
    disturbance = bench.deliver(HttpRequest("GET", STATE)).disturbance
    assert disturbance is not None
    assert disturbance.bytes_per_second == 0.5


def test_a_rule_strikes_as_often_as_it_says(bench: Bench) -> None:
    _add(bench, Kind.STATUS, times=2, status=500)
    assert [bench.send("GET", STATE).status for _ in range(3)] == [500, 500, 401]
    assert bench.core.faults()[0].fired == 2


def test_path_and_method_must_match(bench: Bench) -> None:
    _add(bench, Kind.STATUS, Match(path=STATE, method="get"), status=500)
    assert bench.send("GET", STATE).status == 500
    assert bench.send("POST", STATE, {}).status == 401
    assert bench.send("GET", STATE + "x").status == 404


@pytest.mark.parametrize("by", ["id", "device_id"])
def test_a_device_is_matched_by_admin_id_and_by_device_id(bench: Bench, by: str) -> None:
    device = bench.online()
    other = bench.online("24:6F:28:00:00:01", "ESP32_246F28000001")
    _add(bench, Kind.STATUS, Match(device=getattr(device, by)), status=500)
    assert (device.poll().status, other.poll().status) == (500, 200)
    assert bench.open_session(device.token).status == 500
    assert bench.send("GET", STATE, query=f"token={device.token}").status == 500


def test_a_pending_device_is_matched_by_its_registration_token(bench: Bench) -> None:
    generated = bench.generate()
    _add(bench, Kind.STATUS, Match(device=generated.id), status=500)
    assert bench.register("oc_reg_other").status == 401
    assert bench.register(generated.registration_token).status == 500


def test_the_first_rule_that_strikes_is_the_one(bench: Bench) -> None:
    _add(bench, Kind.STATUS, times=1, status=500)
    _add(bench, Kind.STATUS, status=502)
    assert [bench.send("GET", STATE).status for _ in range(2)] == [500, 502]


def _hits(bench: Bench, seed: int, probability: float = 0.5) -> list[bool]:
    rule = FaultRule(Fault(Kind.STATUS, status=500), probability=probability, seed=seed)
    identity = bench.core.add_fault(rule, bench.now_us).id
    hits = [bench.send("GET", STATE).status == 500 for _ in range(64)]
    bench.core.remove_fault(identity, bench.now_us)
    return hits


def test_the_same_seed_gives_the_same_sequence(bench: Bench) -> None:
    assert _hits(bench, 7) == _hits(bench, 7)
    assert _hits(bench, 7) != _hits(bench, 8)
    assert 10 < sum(_hits(bench, 7)) < 54


def test_probability_zero_never_strikes_and_one_always(bench: Bench) -> None:
    assert not any(_hits(bench, 7, 0))
    assert all(_hits(bench, 7, 1))


def test_rules_of_one_name_are_removed_and_the_others_stay(bench: Bench) -> None:
    for status, name in ((500, "outage"), (502, "outage"), (503, "maintenance"), (429, None)):
        bench.core.add_fault(FaultRule(Fault(Kind.STATUS, status=status), name=name), bench.now_us)
    assert [rule.name for rule in bench.core.faults()] == ["outage", "outage", "maintenance", None]
    bench.core.clear_faults(bench.now_us, "outage")
    assert bench.send("GET", STATE).status == 503
    bench.core.clear_faults(bench.now_us, "gone already")
    bench.core.clear_faults(bench.now_us, "maintenance")
    assert bench.send("GET", STATE).status == 429
    bench.core.clear_faults(bench.now_us)
    assert bench.send("GET", STATE).status == 401


def test_rules_can_be_removed(bench: Bench) -> None:
    identity = _add(bench, Kind.STATUS, status=500)
    _add(bench, Kind.STATUS, status=502)
    bench.core.remove_fault(identity, bench.now_us)
    assert bench.send("GET", STATE).status == 502
    bench.core.clear_faults(bench.now_us)
    assert bench.send("GET", STATE).status == 401
    with pytest.raises(UnknownNameError, match="no fault rule"):
        bench.core.remove_fault(identity, bench.now_us)
