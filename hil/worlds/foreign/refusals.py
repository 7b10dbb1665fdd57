"""Which refusal of the profile an answer is, as far as it says so."""

import msgspec

from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import Profile


class _Refusal(msgspec.Struct):
    """What a refusal says; servers of somebody else leave things out."""

    error: str = ""
    code: str = ""


_REFUSAL = msgspec.json.Decoder(_Refusal)


def reason_of(response: HttpResponse, profile: Profile) -> ErrorReason | None:
    """Tell by its code, else by status and message, why a request was refused.

    None if it was not, or if the answer says neither in the profile's words.
    """
    if response.status < 400:
        return None
    try:
        said = _REFUSAL.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    rows = profile.errors.items()
    by_code = next((reason for reason, row in rows if row.code == said.code), None)
    words = (response.status, said.error)
    return by_code or next((reason for reason, row in rows if (row.status, row.message) == words), None)
