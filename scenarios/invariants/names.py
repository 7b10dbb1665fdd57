"""The invariants by number and by what they say."""

from enum import Enum


class InvariantId(Enum):
    """What must hold in every run of every world, whatever the scenario."""

    I1 = "I1"
    I2 = "I2"
    I3 = "I3"
    I4 = "I4"
    I5 = "I5"
    I6 = "I6"
    I7 = "I7"
    I8 = "I8"
    I9 = "I9"

    @property
    def title(self) -> str:
        """The invariant in words."""
        return _TITLES[self]


_TITLES = {
    InvariantId.I1: "no whole secret on serial, in logs, journals or reports",
    InvariantId.I2: "no session token in flash",
    InvariantId.I3: "a registration token is consumed at most once",
    InvariantId.I4: "online only with a live session",
    InvariantId.I5: "a permanent token works only from its own MAC",
    InvariantId.I6: "after a power cut storage reads as the old value, the new value or detected corruption",
    InvariantId.I7: "a device never stops without a line that says why",
    InvariantId.I8: "no retry storm after 401, 403, 410 or 429",
    InvariantId.I9: "a device does not crash",
}
