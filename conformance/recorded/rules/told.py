"""Which refusal an answer is, by what it says: its code, else its message."""

from oceanhil.conformance.recorded.call import Call
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Profile


def told_reason(call: Call, profile: Profile) -> ErrorReason | None:
    """Give the reason whose row in the profile has the answer's code, else its message; None if none has."""
    if call.status < 400:
        return None
    code, message = call.text("code"), call.text("error")
    by_code = (reason for reason, row in profile.errors.items() if code and row.code == code)
    by_both = (reason for reason, row in profile.errors.items() if (row.status, row.message) == (call.status, message))
    by_message = (reason for reason, row in profile.errors.items() if message and row.message == message)
    return next((reason for found in (by_code, by_both, by_message) for reason in found), None)
