"""Of which request a line speaks that a device prints about its answer."""

from oceanhil.protocol.lines import Line
from oceanhil.protocol.settings import WireNames


def path_told(text: str, wire: WireNames) -> str:
    """Give the path of the request whose answer, or lack of one, the line tells; empty for any other line."""
    told = (
        (Line.REG_RESPONSE, wire.register_path),
        (Line.SESSION_RESPONSE, wire.session_path),
        (Line.POLL_RESPONSE, wire.state_path),
    )
    return next((path for line, path in told if text.startswith(line.beginning)), "")
