"""The bench's end of the control channel: one method a request. `send_late` may be called from any thread."""

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from oceanhil.hil.vboard import control
from oceanhil.hil.vboard.control import Request, State
from oceanhil.hil.vboard.control_address import UnixAddress, parse_control_address
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.protocol.network_change import AirChange
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.wording import os_reason

_READ_BYTES: Final = 65_536
_ANSWER_S_MAX: Final = 120.0


class ControlError(VirtualBoardError):
    """The board refused a request, or is gone."""


class ControlClient:
    """A connection to a virtual board's control channel at `unix:PATH` or `tcp:HOST:PORT`.

    Every method but `send_late` gives the board's state after it. One request at a time: calls from several threads
    wait for each other. Raises ControlError when the board refuses, is gone, or does not answer within `timeout_s`, and
    VirtualBoardError for what is no address.
    """

    def __init__(self, address: str, timeout_s: float = _ANSWER_S_MAX) -> None:
        self._address = address
        self._timeout_s = timeout_s
        self._socket = _connect(address, timeout_s)
        self._sending = threading.Lock()
        self._asking = threading.Lock()
        self._received = b""
        # Ctrl-C may strike after an answer has arrived and before it is kept: then nobody knows what is still to come.
        self._is_torn = False
        self.on_state: Callable[[State], None] | None = None
        """Called with each state that the board answers."""

    def forget_listener(self) -> None:
        """Tell nobody of states any more."""
        self.on_state = None

    def ask(self) -> State:
        """Give the state."""
        return self.request(control.Ask())

    def run(self, until_us: int) -> State:
        """Held clock: let everything up to and including `until_us` of board time happen."""
        return self.request(control.Run(until_us))

    def power(self, *, on: bool, hold: bool = False) -> State:
        """Connect power, with `hold` without booting, or take it away."""
        return self.request(control.Power(on, hold))

    def reset(self, reason: ResetReason = ResetReason.PIN) -> State:
        """Press the reset button, or make the board restart for another reason."""
        return self.request(control.Reset(reason))

    def strap(self, *, download: bool) -> State:
        """Hold the BOOT button down from now on, or let it go."""
        return self.request(control.Strap(download))

    def renew(self, seed: int) -> State:
        """Take a new board out of the bag."""
        return self.request(control.Renew(seed))

    def cut(self, boot: int, unit: int) -> State:
        """Let it lose power in that boot, after so many units of flash work."""
        return self.request(control.Cut(boot, unit))

    def boot_clock(self, unix_us: int) -> State:
        """Choose what the clock shows after the next power-on."""
        return self.request(control.BootClock(unix_us))

    def change_air(self, change: AirChange) -> State:
        """Change what is round the board: access point, hosts that it reaches, delay, loss."""
        return self.request(change)

    def line(
        self, *, noise_ppm: int = 0, drop_ppm: int = 0, duplicate_ppm: int = 0, stuck: bool = False, seed: int = 0
    ) -> State:
        """Disturb the bytes from board to host; without arguments the line is mended."""
        return self.request(control.Line(noise_ppm, drop_ppm, duplicate_ppm, stuck, seed))

    def adapter(
        self,
        *,
        stuck_lines: bool = False,
        hangs_up: bool = True,
        parted: bool = False,
        latency_us: int = 0,
        loses_every: int = 0,
        unplugs_after: int = 0,
        plugs_after_us: int | None = None,
    ) -> State:
        """Have these faults of the adapter; without arguments it is mended. Counts its units anew."""
        return self.request(
            control.Adapter(
                stuck_lines=stuck_lines,
                hangs_up=hangs_up,
                parted=parted,
                latency_us=latency_us,
                loses_every=loses_every,
                unplugs_after=unplugs_after,
                plugs_after_us=plugs_after_us,
            )
        )

    def unplug(self) -> State:
        """Pull the serial cable."""
        return self.request(control.Unplug())

    def plug(self) -> State:
        """Put the serial cable in again."""
        return self.request(control.Plug())

    def server(self, url: str) -> State:
        """Send the board's requests to `url` from now on."""
        return self.request(control.ServerIs(url))

    def time_server(self, address: str) -> State:
        """Send the board's SNTP client to HOST:PORT from now on; empty: where it was sent at the start."""
        return self.request(control.TimeServerIs(address))

    def send_late(self, late_us: int) -> None:
        """Say that the HTTP answer that is about to be sent takes so much longer in board time; has no answer."""
        self._send(control.Late(late_us))

    def request(self, request: Request) -> State:
        """Send a request and wait for the answer."""
        with self._asking:
            if self._is_torn:
                self._connect_again()
            self._is_torn = True
            self._send(request)
            answer = self._receive()
            self._is_torn = False
        try:
            if not answer.startswith(control.REFUSAL_PREFIX):
                return self._told(control.STATES.decode(answer))
            refusal = control.REFUSALS.decode(answer)
        except NOT_JSON:
            shown = answer[:40].decode("utf-8", "replace")
            raise ControlError(
                f"what answers at {self._address!r} is no virtual board: it said {shown!r}; correct its 'control'"
            ) from None
        raise ControlError(refusal.error)

    def _told(self, state: State) -> State:
        if self.on_state is not None:
            self.on_state(state)
        return state

    def close(self) -> None:
        """Hang up; the board goes on."""
        self._socket.close()

    def __enter__(self) -> Self:
        """Stay connected until the block ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self.close()

    def _connect_again(self) -> None:
        """Leave what may still come on the connection behind."""
        with self._sending:
            self._socket.close()
            self._socket = _connect(self._address, self._timeout_s)
        self._received = b""

    def _send(self, request: Request) -> None:
        try:
            with self._sending:
                self._socket.sendall(control.encode(request))
        except OSError as error:
            raise self._gone(error) from None

    def _receive(self) -> bytes:
        while b"\n" not in self._received:
            try:
                data = self._socket.recv(_READ_BYTES)
            except TimeoutError:
                raise ControlError(
                    f"virtual board at {self._address!r} does not answer; grant less time at once, or start it again"
                ) from None
            except OSError as error:
                raise self._gone(error) from None
            if not data:
                raise self._gone(None)
            self._received += data
        line, _, self._received = self._received.partition(b"\n")
        return line

    def _gone(self, error: OSError | None) -> ControlError:
        cause = os_reason(error) if error else "it hung up"
        return ControlError(f"virtual board at {self._address!r} is gone: {cause}; start it again")


def _connect(address: str, timeout_s: float) -> socket.socket:
    parsed = parse_control_address(address)
    try:
        if isinstance(parsed, UnixAddress):
            from oceanhil.hil.vboard.ports.pty_posix import connect_unix

            return connect_unix(parsed.path, timeout_s)
        connection = socket.create_connection((parsed.host, parsed.port), timeout_s)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        cause = os_reason(error)
        raise ControlError(
            f"no virtual board answers at {address!r}: {cause};"
            " start it with 'oceanhil vboard', or correct the address in the inventory"
        ) from None
    return connection
