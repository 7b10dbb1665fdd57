"""The reasons for which a server refuses a request.

Status, message and code of each reason are values of the profile (`errors` table): the messages are printed on the
page "Token Invalid or Expired", most statuses too, the machine-readable codes are an assumption.
"""

from enum import Enum
from typing import Final

import msgspec


class ErrorReason(Enum):
    """Why a request was refused; the value is the reason's name in the profile's `errors` table."""

    TOKEN_EXPIRED = "token_expired"
    TOKEN_USED = "token_used"
    TOKEN_INVALID = "token_invalid"
    TOKEN_REVOKED = "token_revoked"
    MAC_MISMATCH = "mac_mismatch"
    CLOCK_SKEW = "clock_skew"
    SESSION_EXPIRED = "session_expired"
    SESSION_UNKNOWN = "session_unknown"
    RATE_LIMITED = "rate_limited"
    MAINTENANCE = "maintenance"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"


SESSION_OVER: Final = frozenset({ErrorReason.SESSION_EXPIRED, ErrorReason.SESSION_UNKNOWN})
"""For these a device opens another session; its token is as good as before."""
TOKEN_ENDED: Final = frozenset({ErrorReason.TOKEN_REVOKED, ErrorReason.TOKEN_INVALID})
"""With one of these end the tokens of a device that its owner revoked, deleted or gave new ones in the dashboard."""
REFUSAL_STATUSES: Final = frozenset({401, 403, 410})
"""The statuses of refusals that asking again is no cure for."""
STATUSES_TO_WAIT_AFTER: Final = REFUSAL_STATUSES | {429}
"""Those behind which a device must not ask again at once."""
PASSING_STATUSES: Final = frozenset({408, 425})
"""Those of 400 to 499 that say that the same may go well in a moment (RFC 9110, 15.5.9; RFC 8470, 5.2)."""


class ErrorRow(msgspec.Struct, frozen=True):
    """How one reason looks on the wire: HTTP status, `error` text and `code` of the body."""

    status: int
    message: str
    code: str
