"""What each request of the control channel does."""

from collections.abc import Callable

from oceanhil.hil.vboard import control
from oceanhil.hil.vboard.adapter_twin import AdapterTwin
from oceanhil.hil.vboard.control import Request, State
from oceanhil.hil.vboard.ports.port import BoardLine, BoardPort
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.vboard.virtual_board import VirtualBoard
from oceanhil.protocol.units import WHOLE_PPM
from oceanhil.simulator.adapter.faults import SOUND_ADAPTER
from oceanhil.simulator.board.line_faults import SOUND_LINE, LineFaults
from oceanhil.simulator.network import AccessPoint


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
                virtual.board.cut_power(_within("boot", boot, None), _within("unit", unit, None))
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
            case _:
                self._change_network(request)

    def _change_network(
        self,
        request: control.AccessPointIs
        | control.Block
        | control.JoinTime
        | control.Latency
        | control.Loss
        | control.ServerIs
        | control.TimeServerIs,
    ) -> None:
        network = self._board.network
        match request:
            case control.AccessPointIs(ssid, password, band):
                network.access_point = AccessPoint(ssid, password, band)
            case control.Block(host, blocked):
                (network.blocked.add if blocked else network.blocked.discard)(host)
            case control.JoinTime(takes_us):
                network.join_takes_us = _within("takes_us", takes_us, None)
            case control.Latency(one_way_us):
                network.latency_us = _within("one_way_us", one_way_us, None)
            case control.Loss(parts_per_million):
                network.loss_ppm = _within("parts_per_million", parts_per_million, WHOLE_PPM)
            case control.ServerIs(url):
                self._route(url)
            case control.TimeServerIs(address):
                self._ask_time_at(address)


def _within(name: str, value: int, limit: int | None) -> int:
    if value < 0 or (limit is not None and value > limit):
        expected = "0 or more" if limit is None else f"0 to {limit}"
        raise VirtualBoardError(f"{name} is {value!r}, expected {expected}")
    return value
