"""Several fault rules on one request: which of them act, in which order, and what the log says."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core import AnswerDisturbance, Ending
from oceanhil.mock_server.core.answer_disturbance import ACTING_ORDER, at_the_server
from oceanhil.protocol.faults import Arrival, FaultKind
from oceanhil.protocol.http import HttpRequest
from tests.fault_rules import REQUEST_FAULTS, rule_of
from tests.mock_server.conftest import DEVICE_ID, MAC, REGISTER, STATE
from tests.together import together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oceanhil.mock_server.core import Delivery
    from oceanhil.protocol.faults import FaultRule
    from tests.mock_server.conftest import Bench

Kind = FaultKind
SILENT = [kind for kind in REQUEST_FAULTS if not kind.is_answered]


def _rule(kind: Kind, times: int = 0) -> FaultRule:
    return rule_of(kind, times=times, status=503, seconds=2, bytes_per_second=64, how="header", change="extra")


def _add(bench: Bench, kind: Kind, times: int = 0) -> None:
    bench.core.add_fault(_rule(kind, times), bench.now_us)


def _ask(bench: Bench) -> Delivery:
    return bench.deliver(HttpRequest("GET", STATE))


def _struck(bench: Bench, *kinds: Kind) -> AnswerDisturbance:
    for kind in kinds:
        _add(bench, kind)
    disturbance = _ask(bench).disturbance
    assert disturbance is not None
    return disturbance


def test_a_late_slow_cut_refusal_is_all_of_that(bench: Bench) -> None:
    disturbance = _struck(bench, Kind.TRUNCATE, Kind.SLOW, Kind.DELAY, Kind.STATUS)
    assert disturbance.kinds == (Kind.STATUS, Kind.DELAY, Kind.SLOW, Kind.TRUNCATE)
    assert (disturbance.delay_s, disturbance.bytes_per_second, disturbance.ending) == (2.0, 64.0, Ending.FIN)
    assert bench.journal()[0].fault == "status+delay+slow+truncate"
    assert bench.journal()[0].status == 503


def test_lateness_adds_up(bench: Bench) -> None:
    assert _struck(bench, Kind.DELAY, Kind.SLOW).late_us(128) == 4_000_000


@pytest.mark.parametrize("kind", SILENT)
def test_the_end_of_a_connection_can_be_late(bench: Bench, kind: Kind) -> None:
    disturbance = _struck(bench, Kind.DELAY, kind)
    assert (disturbance.kinds, disturbance.delay_s) == ((Kind.DELAY, kind), 2.0)
    assert disturbance.ending is not Ending.KEEP


def test_where_nothing_is_answered_nothing_else_strikes(bench: Bench) -> None:
    assert _struck(bench, Kind.RESET, Kind.CORRUPT, Kind.STATUS, Kind.HALF_OPEN).kinds == (Kind.RESET,)
    assert [rule.fired for rule in bench.core.faults()] == [1, 0, 0, 0]


def test_the_first_of_two_that_exclude_each_other_is_the_one(bench: Bench) -> None:
    _add(bench, Kind.STATUS, times=1)
    _add(bench, Kind.DROP_REQUEST)
    assert [_ask(bench).response is None for _ in range(3)] == [False, True, True]


@pytest.mark.slow
@given(st.lists(st.sampled_from(REQUEST_FAULTS), min_size=1, max_size=6))
def test_every_rule_that_counts_has_acted_and_no_other(make_bench: Callable[[], Bench], kinds: list[Kind]) -> None:
    bench = make_bench()
    acted = list(_struck(bench, *kinds).kinds)
    counted = [kind for kind, rule in zip(kinds, bench.core.faults(), strict=True) if rule.fired]
    assert counted[0] is kinds[0], "the first always strikes"
    assert sorted(counted, key=ACTING_ORDER.index) == acted
    assert len(set(acted)) == len(acted)
    assert [entry.kind for entry in bench.core.fault_log.since(0)] == [kind.value for kind in counted]


@pytest.mark.parametrize("order", list(permutations([Kind.CORRUPT, Kind.SEGMENTS, Kind.TRUNCATE])))
def test_what_goes_together_acts_alike_in_any_order(make_bench: Callable[[], Bench], order: Sequence[Kind]) -> None:
    disturbance = _struck(make_bench(), *order)
    assert disturbance.kinds == (Kind.CORRUPT, Kind.SEGMENTS, Kind.TRUNCATE)


def test_a_cut_answer_is_cut_from_the_whole_injected_one(bench: Bench) -> None:
    _add(bench, Kind.STATUS)
    _add(bench, Kind.TRUNCATE)
    delivery = _ask(bench)
    assert delivery.response is not None
    assert delivery.disturbance is not None
    assert delivery.disturbance.keep_bytes == len(delivery.response.body) // 2


def test_half_open_takes_the_request_and_does_not_process_it(bench: Bench) -> None:
    token = bench.generate().registration_token
    _add(bench, Kind.HALF_OPEN, times=1)
    assert bench.register(token).status == 0
    assert bench.register(token).status == 200


def test_a_delay_before_a_lost_answer_leaves_the_token_consumed(bench: Bench) -> None:
    token = bench.generate().registration_token
    _add(bench, Kind.DELAY, times=1)
    _add(bench, Kind.DROP_RESPONSE, times=1)
    assert [bench.register(token).status for _ in range(2)] == [0, 410]


def test_every_kind_that_strikes_requests_has_its_place_in_the_order() -> None:
    assert sorted(kind.value for kind in ACTING_ORDER) == sorted(kind.value for kind in REQUEST_FAULTS)


def test_a_server_elsewhere_processes_what_it_would_have_processed_and_answers_as_it_would_have_answered() -> None:
    for kind in REQUEST_FAULTS:
        fault = _rule(kind).fault
        there = at_the_server(fault)
        assert there.kind.is_processed == kind.is_processed
        assert there == fault if kind.is_in_the_answer else not there.kind.is_in_the_answer


@pytest.mark.parametrize("kind", REQUEST_FAULTS)
def test_every_kind_changes_something(make_bench: Callable[[], Bench], kind: Kind) -> None:
    assert _outcome(make_bench(), kind) != _outcome(make_bench())


@together
@pytest.mark.parametrize("kind", REQUEST_FAULTS)
def test_what_arrives_is_what_the_kind_says_of_it(make_bench: Callable[[], Bench], kind: Kind) -> None:
    bench, plain = make_bench(), _registered(make_bench())
    struck = _registered(bench, kind)
    told = bench.journal()[-1].status
    assert struck.disturbance is not None
    assert plain.response is not None
    is_other = struck.response != plain.response and told == plain.response.status
    arrives = _arrival(struck, struck.disturbance, is_other=is_other)
    hint = "if a transport has something new to do for it, _arrival has to be told what arrives then"
    assert arrives is kind.arrival, f"{kind.value} declares {kind.arrival}, and what arrives is {arrives}; {hint}"


@pytest.mark.parametrize("kind", REQUEST_FAULTS)
def test_where_its_time_has_passed_no_kind_makes_anything_late(make_bench: Callable[[], Bench], kind: Kind) -> None:
    struck = _registered(make_bench(), kind)
    assert struck.disturbance is not None
    left = struck.disturbance.in_time()
    assert left is None or left.late_us(body_bytes=100) == 0


def test_where_its_time_has_passed_all_that_is_no_time_is_left(bench: Bench) -> None:
    late_in_pieces = _struck(bench, Kind.DELAY, Kind.SLOW, Kind.SEGMENTS)
    assert late_in_pieces.in_time() == AnswerDisturbance(late_in_pieces.kinds, piece_bytes=1)


def test_of_what_was_only_late_nothing_is_left(bench: Bench) -> None:
    assert _struck(bench, Kind.DELAY, Kind.CORRUPT).in_time() is None


def _arrival(struck: Delivery, disturbance: AnswerDisturbance, *, is_other: bool) -> Arrival:
    """Tell what arrives; `is_other`: of an answer that says something else than the journal."""
    if struck.response is None:
        return Arrival.NOTHING
    if disturbance.ending is not Ending.KEEP:
        return Arrival.CUT
    if disturbance.malformation is not None:
        return Arrival.DOUBTFUL
    if disturbance.bytes_per_second is not None:
        return Arrival.TRICKLING
    if disturbance.delay_s or disturbance.piece_bytes is not None:
        return Arrival.LATE
    return Arrival.ALTERED if is_other else Arrival.AS_TOLD


def _registered(bench: Bench, *kinds: Kind) -> Delivery:
    """Let a device register, once struck by all of these."""
    token = bench.generate().registration_token
    for kind in kinds:
        _add(bench, kind, times=1)
    body = {"token": token, "device_id": DEVICE_ID, "mac_address": MAC, "ip": "192.168.1.100"}
    headers = {"content-type": "application/json"}
    return bench.deliver(HttpRequest("POST", REGISTER, headers, json.dumps(body).encode()))


def _outcome(bench: Bench, *kinds: Kind) -> object:
    """Say what becomes of a registration: what is sent, how, and what the server did."""
    delivery = _registered(bench, *kinds)
    # That something struck is told of a kind that does nothing too.
    disturbance = msgspec.structs.replace(delivery.disturbance or AnswerDisturbance(()), kinds=(), changed="")
    done = [(entry.method, entry.path, entry.status, entry.code) for entry in bench.journal()]
    return delivery.response, disturbance, done


def test_a_disturbance_says_what_became_of_the_answer(bench: Bench) -> None:
    for kind in (Kind.MALFORMED, Kind.DELAY, Kind.CORRUPT):
        _add(bench, kind)
    disturbance = bench.deliver(HttpRequest("GET", STATE)).disturbance
    assert disturbance is not None
    assert disturbance.changed == "one byte in eight of its body is wrong; a header line without a colon"
