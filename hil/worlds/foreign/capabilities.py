"""What a world can do with a server that a connector reaches."""

from collections.abc import Collection, Mapping
from typing import Final

from oceanhil.remote.connector.control import CLAIM, CLOCK, DELETE, REGENERATE, RELAY, REVOKE, SETTINGS, STATUS, TOKEN
from oceanhil.remote.wire.need import Need
from oceanhil.scenarios.world import Capability

_OF_NEED: Final[Mapping[Need, Capability]] = {
    TOKEN: Capability.DASHBOARD,
    REGENERATE: Capability.TOKEN_REGENERATE,
    REVOKE: Capability.TOKEN_REVOKE,
    DELETE: Capability.DEVICE_DELETE,
    STATUS: Capability.DEVICE_STATUS,
    RELAY: Capability.SET_RELAY,
    CLAIM: Capability.CLAIM,
    CLOCK: Capability.SERVER_CLOCK,
    SETTINGS: Capability.SERVER_SETTINGS,
}
# The harness carries the requests: it sees them, and it disturbs them on their way.
_CARRYING: Final = frozenset({Capability.SERVER_REQUESTS, Capability.SERVER_FAULTS})


def capabilities_by(needs: Collection[Need]) -> frozenset[Capability]:
    """Give what a connector that has these operations makes possible, whoever sends the requests.

    A server whose clock tests may move serves no real device: there nobody's MAC can be taken.
    """
    found = frozenset(capability for need, capability in _OF_NEED.items() if need in needs)
    return found | {Capability.ANY_MAC} if CLOCK in needs else found


def carrying_capabilities(needs: Collection[Need]) -> frozenset[Capability]:
    """Give the same where the harness carries the requests."""
    return capabilities_by(needs) | _CARRYING


def virtual_capabilities(needs: Collection[Need]) -> frozenset[Capability]:
    """Give the same for simulated boards: with a test clock, the server's time is as virtual as theirs."""
    found = carrying_capabilities(needs)
    return found | {Capability.VIRTUAL_TIME} if CLOCK in needs else found
