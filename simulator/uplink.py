"""A way to the server that is not the radio: a board without network sends its requests to whoever holds its UART."""

from typing import Final, Protocol

from oceanhil.protocol.http import HttpRequest
from oceanhil.simulator.kernel import Signal
from oceanhil.simulator.network import Exchanged

BRIDGE_SCHEME: Final = "bridge:"
"""What a server URL begins with that means the uplink."""
BRIDGE_ADDRESS: Final = "192.0.2.1"
"""The address that a board without network reports as its own: one that no network has (RFC 5737, section 3)."""


class Uplink(Protocol):
    """Carries requests."""

    def exchange(self, request: HttpRequest, timeout_us: int) -> Signal[Exchanged]:
        """Send a request; the signal fires with an HttpResponse or an HttpFailure within `timeout_us`."""
