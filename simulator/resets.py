"""Why a board started: power, pin, software, watchdog or brownout."""

from enum import Enum


class ResetReason(Enum):
    """Cause of a boot; the value is the word used in traces."""

    POWER_ON = "power-on"
    PIN = "pin"
    SOFTWARE = "software"
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"
