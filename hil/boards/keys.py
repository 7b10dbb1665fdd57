"""The key under which a board is leased and journalled: what stays the same whatever it is plugged into.

The MAC where the inventory has it, else the USB serial number, else where it is plugged in. Many adapters have no
serial number of their own (all `0001`), so the MAC goes first.
"""

import re

from oceanhil.hil.boards.entry import BoardEntry

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def key_of(entry: BoardEntry) -> str:
    """Give a board's key: a name that is fit for a file, such as `mac-5ccf7f123456` or `usb-0001`."""
    if entry.mac is not None:
        return f"mac-{entry.mac.hex()}"
    if entry.usb_serial:
        return "usb-" + _fit(f"{entry.vid_pid}.{entry.usb_serial}" if entry.vid_pid else entry.usb_serial)
    if entry.location:
        return "location-" + _fit(entry.location)
    return "port-" + _fit(entry.port or entry.vid_pid)


def _fit(text: str) -> str:
    return _UNFIT.sub("_", text).strip("_") or "_"
