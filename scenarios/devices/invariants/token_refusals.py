"""What a refusal says of the token that was shown (TOKEN: what each message means)."""

from typing import Final

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.scenarios.trace import Event

REFUSALS: Final = frozenset({401, 403, 410})
SESSION_OVER: Final = frozenset({ErrorReason.SESSION_EXPIRED.value, ErrorReason.SESSION_UNKNOWN.value})
_NOT_THE_TOKEN: Final = SESSION_OVER | {ErrorReason.CLOCK_SKEW.value}


def refuses_token(request: Event) -> bool:
    """Tell whether the answer to a request was no to its token, and not to its session or its clock."""
    return request.fields.get("status") in REFUSALS and str(request.fields.get("code", "")) not in _NOT_THE_TOKEN
