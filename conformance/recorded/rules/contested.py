"""Refusals that may be a reading of the server's, or what an owner did to the token in the dashboard.

No recording of devices shows the dashboard. But a token that is accepted afterwards was neither revoked nor deleted.
"""

from collections import OrderedDict
from collections.abc import Callable

from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.entry import HIDDEN
from oceanhil.conformance.recorded.history import MOST


class Contested:
    """Conclusions that wait until their token is accepted again; of those about the same, the first."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, dict[str, Callable[[], None]]] = OrderedDict()

    def __len__(self) -> int:
        """How many conclusions still wait."""
        return sum(map(len, self._waiting.values()))

    def put(self, token: str | None, about: str, conclude: Callable[[], None]) -> None:
        """Call `conclude` as soon as `token` is accepted."""
        if token is None or token == HIDDEN:
            return
        self._waiting.setdefault(token, {}).setdefault(about, conclude)
        if len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    def settle(self, call: Call) -> None:
        """Draw the conclusions that an accepted call allows."""
        if call.token is None or not call.is_accepted or call.kind is CallKind.REGISTER:
            return
        for conclude in self._waiting.pop(call.token, {}).values():
            conclude()
