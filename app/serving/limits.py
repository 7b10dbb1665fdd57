"""`--limits`: how much one address may ask of a served server."""

import re
from collections.abc import Sequence

from oceanhil.app.commands.errors import WrongInputError
from oceanhil.app.serving.access import is_loopback_host
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.operation.address_limits import OFF_LOOPBACK, AddressLimits

AUTO = "auto"
_OWN = re.compile(r"([1-9][0-9]{0,5}),([1-9][0-9]{0,5})")


def transport_limits(wanted: str, hosts: Sequence[str]) -> TransportLimits:
    """Give the limits for `auto`, `on`, `off` or `RATE,CONNECTIONS`; `auto` is on where any of `hosts` is off loopback.

    Raises WrongInputError.
    """
    if wanted == AUTO:
        wanted = "off" if all(is_loopback_host(host) for host in hosts) else "on"
    if wanted in {"on", "off"}:
        return TransportLimits(per_address=OFF_LOOPBACK if wanted == "on" else AddressLimits())
    own = _OWN.fullmatch(wanted)
    if own is None:
        raise WrongInputError(
            f"limits {wanted!r}, expected auto, on, off, or requests a second and connections of one address, "
            "such as 500,100"
        )
    rate, connections = int(own[1]), int(own[2])
    return TransportLimits(
        per_address=AddressLimits(
            requests_per_s=rate,
            request_burst=2 * rate,
            connections=connections,
            handshakes=OFF_LOOPBACK.handshakes,
        )
    )
