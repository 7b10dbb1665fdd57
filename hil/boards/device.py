"""What a board's port is, whatever it is called: two names of one device are one lease.

A link below `/dev/serial/by-id`, a link of the user's and the device itself lead to one character device, whose number
the kernel knows (st_rdev of stat(2)). A port found by its USB serial number or its location is such a device too.
"""

import os
import stat

from oceanhil.hil.boards.entry import BoardEntry, key_of, place_key
from oceanhil.hil.boards.key_text import fit_for_file
from oceanhil.hil.boards.open_board import port_spec
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import find_port


def lease_keys(entry: BoardEntry) -> tuple[str, ...]:
    """Give the keys under which a board is leased, to be taken in this order: its own, and that of its port's device.

    Of a port that is not there only the first is known.
    """
    own = key_of(entry)
    if entry.place is not None:
        device = place_key(entry.place)
        return (own, device) if device != own else (own,)
    try:
        device = device_key(find_port(port_spec(entry)))
    except LinkError:
        device = ""
    return (own, device) if device not in {"", own} else (own,)


def device_key(port: str) -> str:
    """Give the key of a port by what it is, such as `device-188-0`; empty if it is not there.

    An address is known by its name, and so is a port where devices have no numbers.
    """
    if "://" in port or os.name != "posix":
        return "port-" + fit_for_file(port)
    try:
        found = os.stat(port)  # noqa: PTH116 - of a name that may be none of a file
    except (OSError, ValueError):
        return ""
    if stat.S_ISCHR(found.st_mode):
        return f"device-{os.major(found.st_rdev)}-{os.minor(found.st_rdev)}"
    return "port-" + fit_for_file(os.path.realpath(port))
