"""What becomes of faults where a connection is not made of bytes: simulated time, and outcomes of the HTTP client."""

from __future__ import annotations

import pytest

from oceanhil.hil.worlds.sim_server import SimServer
from oceanhil.mock_server.core import Core
from oceanhil.protocol.faults import parse_rule
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind, Trace
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import DisturbedAnswer, ExchangeEnd, HalfAnswer, Network

PROFILE = load_profile()
STATE = HttpRequest("GET", PROFILE.wire.state_path)
TIMEOUT_US = 10_000_000
BODY = len(b'{"success":false,"error":"Invalid token","code":"token_invalid"}')


class Simulated:
    """A server and the way to it in simulated time."""

    def __init__(self, *faults: dict[str, object]) -> None:
        self.kernel, self.trace = Kernel(0), Trace()
        self.core = Core(PROFILE, 0)
        self.server = SimServer(self.kernel, PROFILE, self.core, self.trace)
        for fault in faults:
            self.core.add_fault(parse_rule({"fault": fault}), 0)
        self.network = Network(self.kernel, self.server.serve, lambda: 0)

    def ask(self) -> tuple[ExchangeEnd, int]:
        """Give the outcome of an exchange, and when it was there (µs)."""
        signal = self.network.exchange(STATE, TIMEOUT_US)
        self.kernel.run_while(lambda: not signal.fired, 2 * TIMEOUT_US)
        return signal.value, self.kernel.now_us


DELAY: dict[str, object] = {"kind": "delay", "seconds": 2}
CUT: dict[str, object] = {"kind": "truncate", "bytes": 3}
SLOW: dict[str, object] = {"kind": "slow", "bytes_per_second": BODY}


def test_a_late_slow_answer_is_as_late_as_both_make_it() -> None:
    outcome, now_us = Simulated(DELAY, SLOW).ask()
    assert isinstance(outcome, HttpResponse)
    assert (outcome.status, now_us) == (401, 3_000_000 + 40_000)


def test_a_late_cut_answer_is_lost_when_it_is_due() -> None:
    outcome, now_us = Simulated(CUT, DELAY).ask()
    assert isinstance(outcome, HalfAnswer)
    assert (len(outcome.response.body), now_us) == (3, 2_040_000)


def test_a_late_end_of_the_connection_is_late() -> None:
    assert Simulated(DELAY, {"kind": "drop_response"}).ask() == (HttpFailure.CONNECTION_LOST, 2_040_000)


def test_a_reset_behind_the_head_is_a_lost_connection_and_the_request_was_processed() -> None:
    simulated = Simulated({"kind": "reset_after_head"})
    outcome, now_us = simulated.ask()
    assert isinstance(outcome, HalfAnswer)
    assert (outcome.response.body, now_us) == (b"", 40_000)
    assert [event.fields["status"] for event in simulated.trace if event.kind is EventKind.REQUEST] == [401]


@pytest.mark.parametrize("change", ["chunked", "headers_twice"])
def test_what_is_only_written_otherwise_is_the_same_answer(change: str) -> None:
    assert Simulated({"kind": "answer", "change": change}).ask() == Simulated().ask()


def test_a_half_open_connection_is_waited_for_until_patience_ends() -> None:
    assert Simulated({"kind": "half_open"}).ask() == (HttpFailure.TIMEOUT, TIMEOUT_US)


def test_of_a_length_that_is_too_short_half_the_answer_arrives() -> None:
    outcome, now_us = Simulated({"kind": "malformed", "how": "length_short"}).ask()
    assert isinstance(outcome, HttpResponse)
    assert (outcome.status, len(outcome.body), now_us) == (401, BODY // 2, 40_000)


def test_of_a_length_that_is_too_long_the_rest_is_waited_for() -> None:
    assert Simulated({"kind": "malformed", "how": "length_long"}).ask() == (HttpFailure.TIMEOUT, TIMEOUT_US)


def test_a_malformed_answer_is_none() -> None:
    assert Simulated({"kind": "malformed", "how": "chunked"}).ask()[0] is HttpFailure.CONNECTION_LOST


@pytest.mark.parametrize("fault", [{"kind": "segments"}, {"kind": "status", "status": 401}])
def test_what_only_bytes_would_show_changes_nothing(fault: dict[str, object]) -> None:
    outcome, _ = Simulated(fault).ask()
    assert isinstance(outcome, HttpResponse)
    assert outcome.status == 401


def test_the_trace_names_all_that_struck() -> None:
    simulated = Simulated(SLOW, DELAY)
    simulated.ask()
    [request] = [event for event in simulated.trace if event.kind is EventKind.REQUEST]
    assert request.fields["fault"] == "delay+slow"


def test_an_undisturbed_answer_is_given_as_it_is() -> None:
    assert not isinstance(Simulated().server.serve(STATE), DisturbedAnswer)
