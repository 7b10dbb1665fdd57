"""What the fault rules that struck a request make of it: all of them together, in one fixed order.

Several rules may strike one request: a late answer that is cut short as well, a wrong status that never arrives. Each
kind does one thing, at one place of the way from the core to the wire: it replaces the answer (status), changes what it
says (answer), its bytes (corrupt, malformed), its time (delay, slow), its pieces (segments, truncate), or ends the
connection (drop, reset, half open). A reset behind the head cuts and ends.

Whether such a request is processed at all says `is_processed`, and `Service` asks it once for every server, a proxy too
(`Service._kept_back`). Where a server elsewhere processes the requests of a simulated network, each does a part:
`at_the_server` says what the server does, `on_the_way` what the network does.

What it must not know: which rules there are, whom they match and how often (`faults`, `protocol.faults`), and
sockets. It says what is left of the answer and what the transport must do, as an `AnswerDisturbance`; the transport, or
a simulated network, does it.

Laws:

1. The order of acting is `ACTING_ORDER`, whatever the order of the rules: content first, then time, then what
   arrives, the connection's end last. Two servers with the same rules in another order answer with the same bytes.
2. The first kind in that order that ends a connection says how it ends; there is one end.
3. Where some kind is not answered, nothing of the answer is left, whatever else struck; where some kind is not
   processed, the core never saw the request.
4. What is random in a kind is drawn from its rule's own generator, so that one rule does not change what another
   draws.

What changes with it: a new kind is a member of `FaultKind`, its place in this order, and what it does in `disturb`, or
its ending. A trace, the journal and the list of faults name the kinds in this order. A kind that changes what becomes
of a request, other than that it is not processed, changes `Service` and the proxy too.
"""

import random
from collections.abc import Mapping

from oceanhil.mock_server.core.delivery import AnswerDisturbance, Ending
from oceanhil.mock_server.core.faults import ActiveRule, Strikes
from oceanhil.protocol.faults import Fault, FaultKind, change_words, changed, quoting
from oceanhil.protocol.http import HttpRequest, HttpResponse

_CORRUPT_ONE_IN = 8
_Kind = FaultKind
# The order in which they act, whatever the order of the rules.
ACTING_ORDER = (
    _Kind.STATUS,
    _Kind.ANSWER,
    _Kind.CORRUPT,
    _Kind.MALFORMED,
    _Kind.DELAY,
    _Kind.SLOW,
    _Kind.SEGMENTS,
    _Kind.RESET_AFTER_HEAD,
    _Kind.TRUNCATE,
    _Kind.DROP_REQUEST,
    _Kind.DROP_RESPONSE,
    _Kind.RESET,
    _Kind.HALF_OPEN,
)
_ENDINGS: Mapping[FaultKind, Ending] = {
    _Kind.DROP_REQUEST: Ending.FIN,
    _Kind.DROP_RESPONSE: Ending.FIN,
    _Kind.RESET_AFTER_HEAD: Ending.RST,
    _Kind.TRUNCATE: Ending.FIN,
    _Kind.RESET: Ending.RST,
    _Kind.HALF_OPEN: Ending.HOLD,
}
_NOTHING = Fault(FaultKind.DELAY, seconds=0.0)
_LOST = Fault(FaultKind.DROP_REQUEST)


def acting(strikes: Strikes) -> tuple[FaultKind, ...]:
    """Give the kinds of the rules that struck, in the order in which they act."""
    return tuple(sorted((active.kind for active in strikes), key=ACTING_ORDER.index))


def is_processed(kinds: tuple[FaultKind, ...]) -> bool:
    """Tell whether a request struck by `kinds` is processed at all."""
    return all(kind.is_processed for kind in kinds)


def at_the_server(fault: Fault) -> Fault:
    """Give what a server elsewhere is to do itself, so that the rest can be done on the way.

    It changes what it answers, or drops the request where that is not to be processed, or does nothing: a delay of 0 s.
    Of several rules that are left with the same to do, such as nothing, it lets only the first strike a request.
    """
    if fault.kind.is_in_the_answer:
        return fault
    return _NOTHING if is_processed((fault.kind,)) else _LOST


def on_the_way(strikes: Strikes) -> Strikes:
    """Give those that a server elsewhere has not done itself."""
    return tuple(active for active in strikes if not active.kind.is_in_the_answer)


def disturb(
    strikes: Strikes, request: HttpRequest, response: HttpResponse | None
) -> tuple[HttpResponse | None, AnswerDisturbance]:
    """Give what is left of `response`, and what the transport must do; where nothing is answered nothing is left."""
    by_kind = {active.kind: active for active in strikes}
    kinds = acting(strikes)
    ending = next((_ENDINGS[kind] for kind in kinds if kind in _ENDINGS), Ending.KEEP)
    if response is None or not all(kind.is_answered for kind in kinds):
        return None, AnswerDisturbance(kinds, _delay_s(by_kind), ending=ending)
    change = None
    if _Kind.ANSWER in by_kind:
        fault = by_kind[_Kind.ANSWER].rule.fault
        change = fault.change
        assert change is not None
        response = changed(response, change, quoting(fault.fields or {}, request, response), fault.without)
    if _Kind.CORRUPT in by_kind:
        body = _corrupt(response.body, by_kind[_Kind.CORRUPT].rng)
        response = HttpResponse(response.status, body, response.headers)
    slow, malformed = by_kind.get(_Kind.SLOW), by_kind.get(_Kind.MALFORMED)
    return response, AnswerDisturbance(
        kinds,
        _delay_s(by_kind),
        _kept(by_kind, len(response.body)),
        None if slow is None else slow.rule.fault.bytes_per_second,
        slow is not None and bool(slow.rule.fault.head),
        _piece_bytes(by_kind),
        None if malformed is None else malformed.rule.fault.how,
        ending,
        change if change is not None and change.is_of_writing else None,
        changes_told(strikes),
    )


def changes_told(strikes: Strikes) -> str:
    """Say what the rules that struck make wrong in an answer; empty if that is nothing."""
    in_order = sorted(strikes, key=lambda active: ACTING_ORDER.index(active.kind))
    return "; ".join(filter(None, (change_words(active.rule.fault) for active in in_order)))


def _delay_s(by_kind: Mapping[FaultKind, ActiveRule]) -> float:
    delay = by_kind.get(_Kind.DELAY)
    return 0.0 if delay is None else delay.rule.fault.seconds or 0.0


def _kept(by_kind: Mapping[FaultKind, ActiveRule], whole: int) -> int | None:
    """Give how many bytes of a body of `whole` are sent, None for all; a cut one lacks one byte at least."""
    if _Kind.RESET_AFTER_HEAD in by_kind:
        return 0
    cut = by_kind.get(_Kind.TRUNCATE)
    if cut is None:
        return None
    wanted = cut.rule.fault.keep_bytes
    return max(0, min(whole // 2 if wanted is None else wanted, whole - 1))


def _piece_bytes(by_kind: Mapping[FaultKind, ActiveRule]) -> int | None:
    segments = by_kind.get(_Kind.SEGMENTS)
    return None if segments is None else segments.rule.fault.keep_bytes or 1


def _corrupt(body: bytes, rng: random.Random) -> bytes:
    """Change one byte in eight, at least one; the length stays."""
    damaged = bytearray(body)
    for position in rng.sample(range(len(body)), -(-len(body) // _CORRUPT_ONE_IN)):
        damaged[position] ^= rng.randrange(1, 256)
    return bytes(damaged)
