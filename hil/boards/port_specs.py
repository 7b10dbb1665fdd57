"""From an entry of the inventory to the port it names."""

from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.link.spec import PortSpec


def port_spec(entry: BoardEntry) -> PortSpec:
    """Give what the serial link needs to know to open the board's port."""
    return PortSpec(entry.port, entry.usb_serial, entry.vid_pid, entry.location, entry.baud, entry.lines)
