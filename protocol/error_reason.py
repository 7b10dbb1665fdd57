"""The reasons for which a server refuses a request.

Status, message and code of each reason are values of the profile (`errors` table): the messages are printed on the
page "Token Invalid or Expired", most statuses too, the machine-readable codes are an assumption.
"""

from enum import Enum

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


class ErrorRow(msgspec.Struct, frozen=True):
    """How one reason looks on the wire: HTTP status, `error` text and `code` of the body."""

    status: int
    message: str
    code: str
