"""A device's status: what the platform's dashboard shows of it."""

from enum import Enum
from typing import Final


class DeviceStatus(Enum):
    """What is said of a device; `value` is the word of scenarios and traces, `shown` that of servers."""

    PENDING = "pending"
    """Waiting for its registration, the first one or the one after *regenerate*."""
    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"
    """Not heard from for long, or registered and never heard from since."""
    REVOKED = "revoked"
    DELETED = "deleted"
    """Not there any more: no server shows that, who asks for the device finds it out."""

    __hash__ = object.__hash__  # looked up by every look at a device: Enum's own is a function of Python

    @property
    def shown(self) -> str:
        """The word of dashboards and of the admin API."""
        return self._value_.upper()


BY_WORD: Final = {each.shown: each for each in DeviceStatus if each is not DeviceStatus.DELETED}
"""Every status that a server shows, by its word there."""


def shown_status(word: str) -> DeviceStatus:
    """Give the status that a server shows by this word; raises ValueError with those that there are."""
    try:
        return BY_WORD[word]
    except KeyError:
        raise ValueError(f"status {word!r} of a device, expected one of {', '.join(BY_WORD)}") from None
