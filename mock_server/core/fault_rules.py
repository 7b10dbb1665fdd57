"""Fault rules as data: which requests, what goes wrong, how often; and the check of a rule sent by a user."""

import math
from collections.abc import Callable, Mapping

import msgspec

from mock_server.core.delivery import DisturbanceKind
from mock_server.core.errors import WrongValueError
from protocol.redact import redact

MAX_SECONDS = 86_400
MAX_SEED_BITS = 63


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which requests: all that fit every field given. `path` is exact, `device` an admin id or a device ID."""

    path: str | None = None
    method: str | None = None
    device: str | None = None


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What goes wrong; each kind has its own fields, the others stay None.

    status: `status`, `retry_after` (s) · delay: `seconds` · truncate: `keep_bytes` (`bytes` in JSON; half of the body
    if None) · slow: `bytes_per_second`.
    """

    kind: DisturbanceKind
    status: int | None = None
    retry_after: int | None = None
    seconds: float | None = None
    keep_bytes: int | None = msgspec.field(default=None, name="bytes")
    bytes_per_second: float | None = None


class FaultRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: strikes matching requests with `probability`, at most `times` times (None: always).

    `seed` makes the sequence of hits and misses repeatable.
    """

    fault: Fault
    match: Match = Match()
    times: int | None = None
    probability: float = 1.0
    seed: int = 0


_ALLOWED: Mapping[DisturbanceKind, frozenset[str]] = {
    DisturbanceKind.STATUS: frozenset({"status", "retry_after"}),
    DisturbanceKind.DELAY: frozenset({"seconds"}),
    DisturbanceKind.DROP_REQUEST: frozenset(),
    DisturbanceKind.DROP_RESPONSE: frozenset(),
    DisturbanceKind.TRUNCATE: frozenset({"bytes"}),
    DisturbanceKind.CORRUPT: frozenset(),
    DisturbanceKind.RESET: frozenset(),
    DisturbanceKind.SLOW: frozenset({"bytes_per_second"}),
}
_NEEDED: Mapping[DisturbanceKind, str] = {
    DisturbanceKind.STATUS: "status",
    DisturbanceKind.DELAY: "seconds",
    DisturbanceKind.SLOW: "bytes_per_second",
}
_RANGES: tuple[tuple[str, Callable[[float], bool], str], ...] = (
    ("status", lambda value: 200 <= value <= 599, "200 to 599"),
    ("retry_after", lambda value: 1 <= value <= 10**9, "whole seconds, at least 1"),
    ("seconds", lambda value: 0 <= value <= MAX_SECONDS, f"0 to {MAX_SECONDS}"),
    ("bytes", lambda value: value >= 0, "at least 0"),
    ("bytes_per_second", lambda value: 0 < value <= 10**9, "more than 0"),
)


def parse_rule(body: Mapping[str, object]) -> FaultRule:
    """Read a fault rule from decoded JSON; raises WrongValueError naming the field."""
    try:
        rule = msgspec.convert(body, FaultRule)
    except msgspec.ValidationError as error:
        raise WrongValueError(redact(f"wrong fault rule: {error}")) from error
    check_rule(rule)
    return rule


def check_rule(rule: FaultRule) -> None:
    """Raise WrongValueError if a value of `rule` is out of range or does not belong to its kind."""
    _check_fault(rule.fault)
    if rule.times is not None and not 1 <= rule.times < 2**MAX_SEED_BITS:
        raise WrongValueError(f"times is {rule.times!r}, expected at least 1; leave it out for always")
    if not (math.isfinite(rule.probability) and 0 <= rule.probability <= 1):
        raise WrongValueError(f"probability is {rule.probability!r}, expected 0 to 1")
    if rule.seed.bit_length() > MAX_SEED_BITS:
        raise WrongValueError(f"seed has {rule.seed.bit_length()} bits, expected at most {MAX_SEED_BITS}")


def _check_fault(fault: Fault) -> None:
    values: Mapping[str, float | None] = {
        "status": fault.status,
        "retry_after": fault.retry_after,
        "seconds": fault.seconds,
        "bytes": fault.keep_bytes,
        "bytes_per_second": fault.bytes_per_second,
    }
    kind = fault.kind
    needed = _NEEDED.get(kind)
    if needed is not None and values[needed] is None:
        raise WrongValueError(f"fault.{needed} is missing: kind {kind.value!r} needs it")
    for name, in_range, expected in _RANGES:
        value = values[name]
        if value is None:
            continue
        if name not in _ALLOWED[kind]:
            raise WrongValueError(f"fault.{name} does not belong to kind {kind.value!r}; leave it out")
        if not in_range(value):
            raise WrongValueError(f"fault.{name} is {value!r}, expected {expected}")
