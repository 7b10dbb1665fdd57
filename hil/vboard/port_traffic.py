"""What comes from a port, given to the board, and what real time brings: EN's slow rise, the end of flashing."""

from oceanhil.hil.vboard.reactor import Callback, Reactor
from oceanhil.hil.vboard.reset_lines import SLOW_RELEASE_S, LineEffect
from oceanhil.hil.vboard.virtual_board import VirtualBoard

LEAVE_AFTER_S = 5.0
"""How long a tool that entered download mode without reset lines must be silent until the board is started again."""


class BoardOnPort:
    """A `HostSide`; with `real_time` a board that a tool put in download mode and left there is started again."""

    def __init__(self, board: VirtualBoard, reactor: Reactor, *, real_time: bool) -> None:
        self._board = board
        self._reactor = reactor
        self._real_time = real_time
        self._cancel_release: Callback = _nothing
        self._cancel_leaving: Callback = _nothing

    def bytes_came(self, data: bytes) -> None:
        """Give bytes to the board."""
        board = self._board
        board.bytes_came(data)
        if self._real_time and board.entered_by_tool:
            self._cancel_leaving()
            self._cancel_leaving = self._reactor.call_later(LEAVE_AFTER_S, self._leave)

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        """Give the modem lines to the board."""
        effect = self._board.lines_changed(dtr=dtr, rts=rts)
        if effect is not LineEffect.NOTHING:
            self._cancel_release()
        if effect is LineEffect.RELEASE_SOON:
            self._cancel_release = self._reactor.call_later(SLOW_RELEASE_S, self._board.release_reset)

    def _leave(self) -> None:
        if self._board.entered_by_tool:
            self._board.leave_download()


def _nothing() -> None:
    """Cancel nothing."""
