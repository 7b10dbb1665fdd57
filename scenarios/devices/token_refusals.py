"""What a refusal says of the token that was shown (TOKEN: what each message means), and how long it lets rest."""

from typing import Final

from oceanhil.protocol.error_reason import REFUSAL_STATUSES, SESSION_OVER, ErrorReason
from oceanhil.protocol.units import HOUR_US, MINUTE_US
from oceanhil.scenarios.trace import Event

SESSION_OVER_CODES: Final = frozenset(reason.value for reason in SESSION_OVER)
TOKEN_ENDING_ACTIONS: Final = frozenset({"revoke", "delete", "regenerate"})
"""What an owner does in the dashboard that ends a device's tokens."""
RESTED_US: Final = HOUR_US
"""How long somebody else's firmware may rest after a refusal but of its session: no page says when it asks again."""
FAILED_US: Final = 15 * MINUTE_US
"""How long it may rest after anything else that went wrong."""
_NOT_THE_TOKEN: Final = SESSION_OVER_CODES | {ErrorReason.CLOCK_SKEW.value}


def refuses_token(request: Event) -> bool:
    """Tell whether the answer to a request was no to its token, and not to its session or its clock."""
    return (
        request.fields.get("status") in REFUSAL_STATUSES and str(request.fields.get("code", "")) not in _NOT_THE_TOKEN
    )
