"""The Wi-Fi station of a sketch's board: it joins, and joins again when the network was lost, as the cores' drivers do.

A core's `WiFi.begin` returns at once and goes on trying; a station that has lost its network comes back by itself, for
`setAutoReconnect` is on unless a sketch says otherwise (documented for all three cores).

An attempt that ends as the one before it changes nothing for a sketch, unless it has asked to hear of each: it is told
of none such, and runs on meanwhile.
"""

from collections.abc import Mapping
from enum import IntEnum
from functools import partial
from typing import Final

from oceanhil.hil.worlds.sketch.frames import Ask, Input
from oceanhil.hil.worlds.sketch.program import CallOutcome, Post, Serve, raise_again
from oceanhil.protocol.surroundings import Band
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.kernel import Kernel, Signal, Task, Timer, wait
from oceanhil.simulator.network import LOOK_AGAIN_US, Network

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
        self._is_heard = False
        """Whether the sketch hears of each attempt."""
        self._failed: StationState | None = None
        """How the last attempt has failed, of those to join this network."""
        self._next_attempt: Timer | None = None

    def served(self) -> Mapping[int, Serve]:
        """Give the questions of a station."""
        return {
            Ask.WIFI_JOIN: self._join,
            Ask.WIFI_LEAVE: self._leave,
            Ask.WIFI_RECONNECT: self._set_reconnecting,
            Ask.WIFI_SCAN: self._scan,
            Ask.WIFI_HEARD: self._hear,
        }

    def look(self) -> bool:
        """Notice a network that is gone: the station tells it, and tries again; gives whether it is in one."""
        is_connected = self._board.wifi_connected()
        if self._was_connected and not is_connected:
            self._tell(StationState.CONNECTION_LOST)
            if self._reconnects:
                self._try()
        self._was_connected = is_connected
        if self._next_attempt is not None and self._may_end_otherwise():
            self._next_attempt.is_look = False
        return is_connected

    def network_missed(self) -> str:
        """Say which network is asked for and cannot be joined; empty where it can, or none is asked for."""
        if self._wanted is None or self._board.could_join(*self._wanted):
            return ""
        asked, heard = f"it asks for the network {self._wanted[0]!r}", self._air.access_point
        if self._failure(self._wanted[0]) is StationState.CONNECT_FAILED:
            return f"{asked} with another password than that has"
        if heard.ssid == self._wanted[0]:
            return f"{asked}, which is not at 2.4 GHz"
        return f"{asked}, which is not there; {heard.ssid!r} is"

    def close(self) -> None:
        """Stop trying: the boot is over."""
        self._wanted = None
        if self._task is not None:
            self._task.cancel()

    async def _join(self, data: bytes) -> CallOutcome:
        ssid, _, password = data.partition(b"\0")
        self._wanted = ssid.decode("utf-8", "replace"), password.decode("utf-8", "replace")
        self._try()
        return 0, b""

    async def _leave(self, data: bytes) -> CallOutcome:
        del data
        self.close()
        self._board.station.leave()
        self._was_connected = False
        self._tell(StationState.DISCONNECTED)
        return 0, b""

    async def _set_reconnecting(self, data: bytes) -> CallOutcome:
        self._reconnects = bool(data[0])
        return 0, b""

    async def _scan(self, data: bytes) -> CallOutcome:
        del data
        heard = self._air.access_point
        if heard.band is not Band.GHZ_2_4:
            return 0, b""
        return 0, bytes((bool(heard.password),)) + heard.ssid.encode()[:_NAME_BYTES] + b"\0"

    async def _hear(self, data: bytes) -> CallOutcome:
        del data
        self._is_heard = True
        return 0, b""

    def _try(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._failed = None
        self._task = self._kernel.spawn(self._attempts(), raise_again)

    async def _attempts(self) -> None:
        while self._wanted is not None:
            if self._failed is not None:
                await self._rest(_BETWEEN_ATTEMPTS_US)
                while not self._may_end_otherwise():
                    await self._rest(LOOK_AGAIN_US)
            address = await self._board.wifi_join(*self._wanted, self._attempt_ms(*self._wanted))
            if address is not None:
                self._was_connected = True
                self._tell(StationState.CONNECTED, bytes(map(int, address.split("."))))
                return
            self._failed = self._failure(self._wanted[0])
            self._tell(self._failed)
            if not self._reconnects:
                return

    def _attempt_ms(self, ssid: str, password: str) -> int:
        """Give how long this attempt may take: a station that is let in waits for as long as DHCP takes."""
        takes_us = self._air.join_takes_us
        if takes_us is None or not self._board.could_join(ssid, password):
            return _ATTEMPT_MS
        return max(_ATTEMPT_MS, -(-takes_us // 1000))

    async def _rest(self, duration_us: int) -> None:
        """Wait for the next attempt, of which nobody hears unless it may end otherwise than the last one."""
        over = Signal[None]()
        timer = self._next_attempt = self._kernel.look_at(self._kernel.now_us + duration_us, partial(over.fire, None))
        try:
            await wait(over)
        finally:
            timer.cancel()
            self._next_attempt = None

    def _may_end_otherwise(self) -> bool:
        """Tell whether a sketch may come to know of an attempt that begins now."""
        if self._wanted is None or self._is_heard or self._failed is None:
            return True
        ssid, password = self._wanted
        return self._board.could_join(ssid, password) or self._failure(ssid) is not self._failed

    def _failure(self, ssid: str) -> StationState:
        heard = self._air.access_point
        is_heard = heard.band is Band.GHZ_2_4 and heard.ssid == ssid
        return StationState.CONNECT_FAILED if is_heard else StationState.NO_SSID

    def _tell(self, state: StationState, address: bytes = bytes(4)) -> None:
        self._post.put(Input.WIFI, bytes((state,)) + address)
