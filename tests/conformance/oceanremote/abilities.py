"""A control that can do less than it could, as a connector of some server may."""

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.remote.connector.control import DELETE, REGENERATE, REVOKE, STATUS, TOKEN, Control, Obtained
from oceanhil.remote.wire.need import Need

SIMPLE = frozenset({TOKEN, REVOKE, REGENERATE, DELETE, STATUS})
"""What a connector of a server without levers for tests can do at most."""


class Limited(Control):
    """Does of `whole` only what is in `allowed`; whatever else is asked of it raises NotImplementedError."""

    def __init__(self, whole: Control, allowed: frozenset[Need]) -> None:
        assert allowed <= SIMPLE
        self._whole = whole
        self._allowed = allowed

    @property
    def needs(self) -> frozenset[Need]:
        return self._allowed

    def obtain(self, board: str, name: str) -> Obtained:
        return self._if(TOKEN).obtain(board, name)

    def regenerate(self, identity: str) -> Obtained:
        return self._if(REGENERATE).regenerate(identity)

    def revoke(self, identity: str) -> None:
        self._if(REVOKE).revoke(identity)

    def delete(self, identity: str) -> None:
        self._if(DELETE).delete(identity)

    def status(self, identity: str) -> DeviceStatus:
        return self._if(STATUS).status(identity)

    def _if(self, need: Need) -> Control:
        if need not in self._allowed:
            raise NotImplementedError(need.name)
        return self._whole
