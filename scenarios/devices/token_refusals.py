"""What ends a device's tokens, and how long a refusal lets it rest (TOKEN: what each message means)."""

from typing import Final

from oceanhil.protocol.units import HOUR_US, MINUTE_US
from oceanhil.scenarios.dashboard_action import DashboardAction

TOKEN_ENDING_ACTIONS: Final = frozenset({DashboardAction.REVOKE, DashboardAction.DELETE, DashboardAction.REGENERATE})
"""What an owner does in the dashboard that ends a device's tokens."""
RESTED_US: Final = HOUR_US
"""How long somebody else's firmware may rest after a refusal but of its session: no page says when it asks again."""
FAILED_US: Final = 15 * MINUTE_US
"""How long it may rest after anything else that went wrong."""
