"""What a NETWORK event says in its field `change` of a board's MAC; written by every world.

What it says of the network round devices, changes themselves say (`oceanhil.protocol.network_change`).
"""

from oceanhil.protocol.board_faults import MacFault


def mac_words(mac: bytes) -> str:
    """Say that a board has another MAC."""
    return f"MAC {mac.hex(':').upper()}"


def fuses_words(fault: MacFault | None) -> str:
    """Say what is wrong with the place of a board's own MAC, or that nothing is any more."""
    return "fuses mended" if fault is None else f"fuses {fault.value}"
