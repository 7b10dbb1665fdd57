"""What each request of the control channel does."""

from collections.abc import Callable

from oceanhil.hil.vboard import control
from oceanhil.hil.vboard.adapter_twin import AdapterTwin
from oceanhil.hil.vboard.control import Request, State
from oceanhil.hil.vboard.ports.port import BoardLine, BoardPort
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.vboard.virtual_board import VirtualBoard
from oceanhil.protocol.network_change import AirChange
from oceanhil.simulator.adapter.faults import SOUND_ADAPTER
from oceanhil.simulator.board.line_faults import SOUND_LINE, LineFaults


def _nowhere(address: str) -> None:
    """Stand where nobody can send the board elsewhere for the time."""
    raise VirtualBoardError(
        f"this board cannot be sent to {address!r} for the time: its program asks nobody, or by itself; "
        "give --time-server when it is started"
    )


class ControlCommands:
    """Does requests on one board; `route` and `ask_time_at` change where it goes for HTTP and for the time."""

    def __init__(  # noqa: PLR0917 - the parts of one board, put together in one place
        self,
        board: VirtualBoard,
        port: BoardPort,
        line: BoardLine,
        route: Callable[[str], None],
        ask_time_at: Callable[[str], None] = _nowhere,
        twin: AdapterTwin | None = None,
    ) -> None:
        self._board = board
        self._port = port
        self._line = line
        self._route = route
        self._ask_time_at = ask_time_at
        self._twin = twin

    def handle(self, request: Request) -> State:
        """Do a request and give the state after it; raises VirtualBoardError for what cannot be."""
        if not self._board.is_held:
            self._board.catch_up()
        self._do(request)
        return self.state()

    def state(self) -> State:
        """Give the state."""
        kernel, board = self._board.kernel, self._board.board
        return State(
            kernel.now_us,
            kernel.next_event_us(),
            self._line.written_bytes,
            self._line.delivered_bytes,
            board.has_power,
            board.mode,
            board.boots,
            0 if self._twin is None else self._twin.units,
        )

    def _do(self, request: Request) -> None:
        virtual = self._board
        match request:
            case control.Ask() | control.Late():
                pass
            case control.Run(until_us):
                if not virtual.is_held:
                    raise VirtualBoardError("board time follows the real time; start it with --clock held to grant it")
                virtual.run(until_us)
            case control.Power(on, hold):
                virtual.power(on=on, hold=hold)
            case control.Reset(reason):
                virtual.reset(reason)
            case control.Strap(download):
                virtual.strap(download=download)
            case control.Cut(boot, unit):
                virtual.board.cut_power(_not_negative("boot", boot), _not_negative("unit", unit))
            case control.BootClock(unix_us):
                virtual.board.power_on_unix_us = unix_us
            case control.Renew(seed):
                self._line.disturb(SOUND_LINE, 0)
                if self._twin is not None:
                    self._twin.break_with(SOUND_ADAPTER)
                virtual.renew(seed)
            case control.Line(noise, drop, duplicate, stuck, seed):
                faults = LineFaults(noise_ppm=noise, drop_ppm=drop, duplicate_ppm=duplicate, stuck=stuck)
                self._line.disturb(faults, seed)
            case control.Adapter():
                if self._twin is None:
                    raise VirtualBoardError("this board has no twin of an adapter; start it with --adapter KIND")
                self._twin.break_with(request)
            case control.Unplug():
                self._port.unplug()
            case control.Plug():
                self._port.plug()
            case control.ServerIs(url):
                self._route(url)
            case control.TimeServerIs(address):
                self._ask_time_at(address)
            case _:
                self._change_air(request)

    def _change_air(self, change: AirChange) -> None:
        try:
            self._board.network.apply(change)
        except ValueError as error:
            raise VirtualBoardError(str(error)) from None


def _not_negative(name: str, value: int) -> int:
    if value < 0:
        raise VirtualBoardError(f"{name} is {value!r}, expected 0 or more")
    return value
