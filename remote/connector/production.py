"""The guard before servers that real devices depend on: nothing is sent there before somebody has said yes."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.wire.target import TargetError


def production_reason(url: str, hosts: Sequence[str], connector: Connector | None) -> str:
    """Say why the server at `url` counts as one in production, empty if it does not; `hosts` are the service's own."""
    if connector is not None and connector.is_production:
        return f"the connector {connector.name!r} says production = true"
    name = (urlsplit(url).hostname or "").rstrip(".").lower()
    for host in hosts:
        known = host.lower().removeprefix("www.")
        if name == known or name.endswith(f".{known}"):
            return f"real devices are served at {known!r}"
    return ""


def guard_production(
    url: str, reason: str, *, creates: bool, is_confirmed: bool, ask: Callable[[str], bool] | None
) -> None:
    """Raise TargetError unless the run may go on: `is_confirmed` beforehand, or `ask` on a terminal says yes.

    `creates` tells whether the run can create devices there.
    """
    if not reason or is_confirmed:
        return
    what = "devices of its own are created there" if creates else "nothing is created there"
    warning = (
        f"{url!r} is in production: {reason}. Wrong and hostile requests are sent to it,"
        f" {what}; nothing else is touched"
    )
    if ask is None:
        raise TargetError(f"{warning}; add --yes if that is meant, or --dry-run to see every request")
    if not ask(f"{warning}. Go on?"):
        raise TargetError("nothing was sent")
