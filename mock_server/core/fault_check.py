"""The check of a fault rule sent by a user: every field belongs to its kind and is in its range."""

import math
from collections.abc import Mapping

import msgspec

from oceanhil.boards import read_board
from oceanhil.mock_server.core.delivery import DisturbanceKind, Malformation
from oceanhil.mock_server.core.errors import WrongValueError
from oceanhil.mock_server.core.fault_rules import Fault, FaultRule, Match
from oceanhil.protocol.redact import redact

MAX_SECONDS = 86_400
MAX_DURATION_S = 10**9
MAX_SEED_BITS = 63
LARGEST = 2**63 - 1
# A path, a device ID or an address is shorter; a rule is shown to everybody who asks.
LONGEST_TEXT = 300

ALLOWED: Mapping[DisturbanceKind, frozenset[str]] = {
    DisturbanceKind.STATUS: frozenset({"status", "retry_after"}),
    DisturbanceKind.DELAY: frozenset({"seconds"}),
    DisturbanceKind.TRUNCATE: frozenset({"bytes"}),
    DisturbanceKind.SLOW: frozenset({"bytes_per_second", "head"}),
    DisturbanceKind.SEGMENTS: frozenset({"bytes"}),
    DisturbanceKind.MALFORMED: frozenset({"how"}),
}
NEEDED: Mapping[DisturbanceKind, str] = {
    DisturbanceKind.STATUS: "status",
    DisturbanceKind.DELAY: "seconds",
    DisturbanceKind.SLOW: "bytes_per_second",
    DisturbanceKind.MALFORMED: "how",
}


class Range(msgspec.Struct, frozen=True):
    """Which numbers a field may hold: `minimum` is not one of them if `is_above`; `expected` says so in words."""

    minimum: float
    maximum: float
    expected: str
    is_above: bool = False

    def __contains__(self, value: float) -> bool:
        return value <= self.maximum and (value > self.minimum if self.is_above else value >= self.minimum)


RANGES: Mapping[str, Range] = {
    "status": Range(200, 599, "200 to 599"),
    "retry_after": Range(1, 10**9, "whole seconds, at least 1"),
    "seconds": Range(0, MAX_SECONDS, f"0 to {MAX_SECONDS}"),
    "bytes": Range(0, LARGEST, "at least 0"),
    "bytes_per_second": Range(0, 10**9, "more than 0", is_above=True),
}


def parse_rule(body: Mapping[str, object]) -> FaultRule:
    """Read a fault rule from decoded JSON; raises WrongValueError naming the field."""
    try:
        rule = msgspec.convert(body, FaultRule, dec_hook=read_board)
    except msgspec.ValidationError as error:
        raise WrongValueError(redact(f"wrong fault rule: {error}{_choices(str(error))}")) from error
    check_rule(rule)
    return rule


def _choices(complaint: str) -> str:
    """Name what can stand in the field that a complaint about a wrong word ends with."""
    for field, words in (("kind", DisturbanceKind), ("how", Malformation)):
        if "enum" in complaint and complaint.endswith(f"`$.fault.{field}`"):
            return f"; known: {', '.join(word.value for word in words)}"
    return ""


def check_rule(rule: FaultRule) -> None:
    """Raise WrongValueError if a value of `rule` is out of range or does not belong to its kind."""
    _check_fault(rule.fault)
    _check_match(rule.match)
    if rule.times is not None and not 1 <= rule.times <= LARGEST:
        raise WrongValueError(f"times is {rule.times!r}, expected at least 1; leave it out for always")
    if not (math.isfinite(rule.probability) and 0 <= rule.probability <= 1):
        raise WrongValueError(f"probability is {rule.probability!r}, expected 0 to 1")
    if rule.seed.bit_length() > MAX_SEED_BITS:
        raise WrongValueError(f"seed has {rule.seed.bit_length()} bits, expected at most {MAX_SEED_BITS}")
    if not 0 <= rule.after <= LARGEST:
        raise WrongValueError(f"after is {rule.after!r}, expected how many matching requests to pass over, at least 0")
    if rule.duration is not None and not 0 < rule.duration <= MAX_DURATION_S:
        raise WrongValueError(f"duration is {rule.duration!r}, expected seconds, more than 0; leave it out for always")
    if rule.fault.kind is DisturbanceKind.REFUSE:
        _check_refusal(rule)


def _check_refusal(rule: FaultRule) -> None:
    """See that a rule about connections asks only for what is known of one, and lets the admin side in again."""
    match = rule.match
    if match != Match(peer=match.peer):
        hint = "when a connection is accepted nothing else is known"
        raise WrongValueError(f"match may have only 'peer' with kind 'refuse': {hint}")
    if rule.times is None and rule.duration is None:
        hint = "while it refuses, not even the admin side can be reached by new connections"
        raise WrongValueError(f"times or duration is missing: kind 'refuse' needs one of them; {hint}")


def _check_match(match: Match) -> None:
    for name in ("path", "method", "device", "peer"):
        text: str | None = getattr(match, name)
        if text is not None and len(text) > LONGEST_TEXT:
            raise WrongValueError(f"match.{name} has {len(text)} characters, expected at most {LONGEST_TEXT}")


def _check_fault(fault: Fault) -> None:
    values: Mapping[str, float | None] = {
        "status": fault.status,
        "retry_after": fault.retry_after,
        "seconds": fault.seconds,
        "bytes": fault.keep_bytes,
        "bytes_per_second": fault.bytes_per_second,
    }
    kind = fault.kind
    given: Mapping[str, object] = {**values, "head": fault.head, "how": fault.how}
    needed = NEEDED.get(kind)
    if needed is not None and given[needed] is None:
        raise WrongValueError(f"fault.{needed} is missing: kind {kind.value!r} needs it")
    for name, value in given.items():
        if value is not None and name not in ALLOWED.get(kind, frozenset()):
            raise WrongValueError(f"fault.{name} does not belong to kind {kind.value!r}; leave it out")
    for name, fitting in RANGES.items():
        value = values[name]
        if value is not None and value not in fitting:
            raise WrongValueError(f"fault.{name} is {value!r}, expected {fitting.expected}")
    if kind is DisturbanceKind.SEGMENTS and fault.keep_bytes == 0:
        raise WrongValueError("fault.bytes is 0, expected at least 1 with kind 'segments'")
