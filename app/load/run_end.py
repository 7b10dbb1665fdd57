"""When a run of a fleet is over: its time is up; or its storm has struck and gone, and all are back.

A storm strikes a fleet that is calm. One that never is has not been tried by the storm: its run has failed, whatever
came of it.
"""

from typing import Final

import msgspec

from oceanhil.app.load.plan import LoadPlan
from oceanhil.protocol.units import MINUTE_US, SECOND_US

REPORT_US: Final = 5 * SECOND_US
"""By then every worker has reported what happened before; Locust's report every 3 s."""
CALM_US: Final = 15 * SECOND_US
"""A storm strikes so long after all devices are ONLINE, and a run ends so long after they are again."""
_SETTLING_US: Final = 3 * MINUTE_US
"""How long after the last device has come a calm fleet is waited for: back-offs last a minute, and may follow on."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What has happened so far, each at its time in µs of the run; None: not yet."""

    first_us: int | None = None
    """A device lived."""
    struck_us: int | None = None
    """The storm began."""
    over_us: int | None = None
    """It was mended."""
    back_us: int | None = None
    """All were ONLINE after that."""


def is_over(plan: LoadPlan, seen: Seen, now_us: int) -> bool:
    """Tell whether a run has come to its end."""
    for_us = round(plan.for_s * SECOND_US)
    if plan.storm is None:
        return seen.first_us is not None and now_us >= seen.first_us + for_us
    if seen.struck_us is None or seen.over_us is None:
        return False
    is_back = seen.back_us is not None and now_us >= max(seen.back_us, seen.over_us + REPORT_US) + CALM_US
    return is_back or now_us >= max(seen.struck_us + for_us, seen.over_us + REPORT_US)


def why_no_storm(plan: LoadPlan, seen: Seen, now_us: int) -> str:
    """Say why the storm is waited for no longer; empty if it has begun, or may still begin."""
    if plan.storm is None or seen.struck_us is not None or seen.first_us is None:
        return ""
    come_us = seen.first_us + round(plan.devices / plan.per_s * SECOND_US)
    if now_us < come_us + _SETTLING_US:
        return ""
    return (
        f"the storm {plan.storm.name!r} did not begin: {_SETTLING_US // MINUTE_US} min after the last device was to "
        f"come the fleet had not been ONLINE as a whole for {CALM_US // SECOND_US} s; see what the server says, or "
        "ask for fewer devices"
    )
