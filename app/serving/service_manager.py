"""Telling systemd, or whatever else set NOTIFY_SOCKET, how far the service is (sd_notify(3))."""

import contextlib
import os
import socket

VARIABLE = "NOTIFY_SOCKET"


def notify(state: str) -> None:
    """Send `state`, such as `READY=1`; without a service manager nothing happens, and one that is gone is ignored."""
    address = os.environ.get(VARIABLE, "")
    if not address.startswith(("/", "@")) or not hasattr(socket, "AF_UNIX"):
        return
    # A name that begins with @ is one in Linux' abstract namespace, which begins with a zero byte.
    where = f"\0{address[1:]}" if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
        sending.sendto(state.encode(), where)
