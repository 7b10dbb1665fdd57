"""What can go wrong between this machine and a port; messages are for the user."""

from collections.abc import Sequence


class LinkError(Exception):
    """The bench's side of a serial line failed: neither a device's failure nor a test's."""


class PortMissingError(LinkError):
    """There is no such port, or nobody listens at that address."""


class PortAmbiguousError(LinkError):
    """More than one plugged-in port fits the description."""


class PortBusyError(LinkError):
    """Another program has the port."""


class PortForbiddenError(LinkError):
    """This user may not open the port."""


class PortSettingsError(LinkError):
    """The port cannot be used in this way: no serial port at all, a baud rate it lacks, a URL nobody understands."""


class NoModemLinesError(LinkError):
    """The port has no reset lines, or its policy has no such sequence."""


class LinkClosedError(LinkError):
    """The link was closed, or its port is lent to another program."""


class ReaderEndedError(LinkError):
    """The reader thread ended because a listener raised; the thread's own report has the reason."""


class UnpluggedError(LinkError):
    """The port went away and did not come back within the bound."""


class WriteStuckError(LinkError):
    """Nobody takes the bytes that were written."""


class LineTimeoutError(LinkError):
    """No line matched in time.

    `last_lines` are the last texts that came, oldest first, with secrets cut; `unfinished` is what stands behind the
    last line end.
    """

    def __init__(self, wanted: str, timeout_s: float, last_lines: Sequence[str], unfinished: str) -> None:
        self.last_lines = tuple(last_lines)
        self.unfinished = unfinished
        shown = [*self.last_lines, *([f"{unfinished} (unfinished)"] if unfinished else [])]
        seen = "".join(f"\n  {text}" for text in shown)
        what = f"the last lines were:{seen}" if shown else "nothing came: is the board on, and the baud rate right"
        super().__init__(f"no line with {wanted} within {timeout_s:g} s; {what}")
