"""The Wi-Fi station of a sketch's board: it joins, and joins again when the network was lost, as the cores' drivers do.

A core's `WiFi.begin` returns at once and goes on trying; a station that has lost its network comes back by itself, for
`setAutoReconnect` is on unless a sketch says otherwise (documented for all three cores).
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from oceanhil.hil.worlds.sketch.frames import Ask, Input
from oceanhil.hil.worlds.sketch.program import Outcome, Post, Serve, raise_again
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.kernel import Kernel, Task, sleep
from oceanhil.simulator.network import LOOK_AGAIN_US, Network, RadioBand

_ATTEMPT_MS: Final = 3_000
"""A scan of all channels and what joining takes: whoever hears nothing by then says so."""
_NAME_BYTES: Final = 32
"""Of a network's name (IEEE 802.11)."""
_BETWEEN_ATTEMPTS_US: Final = LOOK_AGAIN_US - 1000 * _ATTEMPT_MS


class StationState(IntEnum):
    """`wl_status_t`, in the numbers that all three cores share."""

    NO_SSID = 1
    CONNECTED = 3
    CONNECT_FAILED = 4
    CONNECTION_LOST = 5
    DISCONNECTED = 6


class SketchRadio:
    """Answers what a sketch's station asks, and tells it what becomes of it."""

    def __init__(self, kernel: Kernel, board: SimulatedBoard, air: Network, post: Post) -> None:
        self._kernel = kernel
        self._board = board
        self._air = air
        self._post = post
        self._wanted: tuple[str, str] | None = None
        self._task: Task | None = None
        self._was_connected = False
        self._reconnects = True

    def served(self) -> Mapping[int, Serve]:
        """Give the questions of a station."""
        return {
            Ask.WIFI_JOIN: self._join,
            Ask.WIFI_LEAVE: self._leave,
            Ask.WIFI_RECONNECT: self._set_reconnecting,
            Ask.WIFI_SCAN: self._scan,
        }

    def look(self) -> bool:
        """Notice a network that is gone: the station tells it, and tries again; gives whether it is in one."""
        is_connected = self._board.wifi_connected()
        if self._was_connected and not is_connected:
            self._tell(StationState.CONNECTION_LOST)
            if self._reconnects:
                self._try()
        self._was_connected = is_connected
        return is_connected

    def close(self) -> None:
        """Stop trying: the boot is over."""
        self._wanted = None
        if self._task is not None:
            self._task.cancel()

    async def _join(self, data: bytes) -> Outcome:
        ssid, _, password = data.partition(b"\0")
        self._wanted = ssid.decode("utf-8", "replace"), password.decode("utf-8", "replace")
        self._try()
        return 0, b""

    async def _leave(self, data: bytes) -> Outcome:
        del data
        self.close()
        self._board.station.leave()
        self._was_connected = False
        self._tell(StationState.DISCONNECTED)
        return 0, b""

    async def _set_reconnecting(self, data: bytes) -> Outcome:
        self._reconnects = bool(data[0])
        return 0, b""

    async def _scan(self, data: bytes) -> Outcome:
        del data
        heard = self._air.access_point
        if heard.band is not RadioBand.GHZ_2_4:
            return 0, b""
        return 0, bytes((bool(heard.password),)) + heard.ssid.encode()[:_NAME_BYTES] + b"\0"

    def _try(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._kernel.spawn(self._attempts(), raise_again)

    async def _attempts(self) -> None:
        while self._wanted is not None:
            address = await self._board.wifi_join(*self._wanted, _ATTEMPT_MS)
            if address is not None:
                self._was_connected = True
                self._tell(StationState.CONNECTED, bytes(map(int, address.split("."))))
                return
            self._tell(self._failure(self._wanted[0]))
            await sleep(_BETWEEN_ATTEMPTS_US)

    def _failure(self, ssid: str) -> StationState:
        heard = self._air.access_point
        is_heard = heard.band is RadioBand.GHZ_2_4 and heard.ssid == ssid
        return StationState.CONNECT_FAILED if is_heard else StationState.NO_SSID

    def _tell(self, state: StationState, address: bytes = bytes(4)) -> None:
        self._post.put(Input.WIFI, bytes((state,)) + address)
