"""Refusals in the words of the profile in force: scenarios are written in those of the built-in one."""

from collections.abc import Mapping
from functools import cache

from oceanhil.protocol.error_reason import ErrorReason, ErrorRow
from oceanhil.protocol.lines import recognise
from oceanhil.protocol.profile import Profile, load_profile


def lines_under(profile: Profile, expected: str) -> frozenset[str]:
    """Give what the line `expected` may be where a server refuses as `profile` says; always itself, too."""
    known = recognise(expected)
    if known is None:
        return frozenset({expected})
    status, message = known.fields.get("status"), known.fields.get("message")
    statuses = statuses_under(profile, int(status)) if status else ()
    messages = [now.message for written, now in _rows(profile) if written.message == message]
    others = [expected.replace(str(status), str(other)) for other in statuses]
    others += [expected.replace(str(message), other) for other in messages]
    return frozenset({expected, *others})


def statuses_under(profile: Profile, expected: int) -> frozenset[int]:
    """Give what the status `expected` may be under `profile`; always itself, too.

    It is that of several refusals: each of those that have it in the built-in profile may be meant.
    """
    return frozenset({expected, *(now.status for written, now in _rows(profile) if written.status == expected)})


def _rows(profile: Profile) -> list[tuple[ErrorRow, ErrorRow]]:
    """Give each refusal as scenarios are written, and as it is under `profile`."""
    return [(row, _in_force(profile, reason)) for reason, row in _as_written().items()]


def _in_force(profile: Profile, reason: ErrorReason) -> ErrorRow:
    """Give the row that is told for a reason: by the other reading, a used token is told as an expired one."""
    is_gone = profile.server.used_token_status == _as_written()[ErrorReason.TOKEN_USED].status
    is_other = reason is ErrorReason.TOKEN_USED and not is_gone
    return profile.errors[ErrorReason.TOKEN_EXPIRED if is_other else reason]


@cache
def _as_written() -> Mapping[ErrorReason, ErrorRow]:
    return load_profile().errors
