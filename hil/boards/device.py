"""What a board's port is, whatever it is called: two names of one device are one lease.

A link below `/dev/serial/by-id`, a link of the user's and the device itself lead to one character device, whose number
the kernel knows (st_rdev of stat(2)). A port found by its USB serial number or its location is such a device too.
"""

import os
import stat
from collections.abc import Callable

from oceanhil.hil.boards.entry import BoardEntry, fit_for_file, key_of
from oceanhil.hil.boards.open_board import port_spec
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import find_port


def lease_keys(entry: BoardEntry, find: Callable[[BoardEntry], str] | None = None) -> tuple[str, ...]:
    """Give the keys under which a board is leased, to be taken in this order: its own, and that of its port's device.

    Of a port that is not there only the first is known. `find` gives the port that is to be opened.
    """
    try:
        port = find(entry) if find is not None else find_port(port_spec(entry))
    except LinkError:
        return (key_of(entry),)
    return tuple(dict.fromkeys((key_of(entry), device_key(port))))


def device_key(port: str) -> str:
    """Give the key of a port by what it is, such as `device-188-0`; of an address and on Windows, by its name."""
    if "://" not in port:
        try:
            found = os.stat(port)  # noqa: PTH116 - of a name that may be none of a file
        except (OSError, ValueError):
            return "port-" + fit_for_file(port)
        if os.name == "posix" and stat.S_ISCHR(found.st_mode):
            return f"device-{os.major(found.st_rdev)}-{os.minor(found.st_rdev)}"
        return "port-" + fit_for_file(os.path.realpath(port))
    return "port-" + fit_for_file(port)
