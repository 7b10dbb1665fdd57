"""The way between a sketch's board and a server, below HTTP: what of it is broken, and what of a connection it spoils.

What a board's stack makes of a broken path is told in `oceanhil.simulator.path`; here the same shows at the level of
connections, for a sketch makes them itself. A connection of which anything was lost stays silent from then on, both
ways: TCP would send it again for minutes, and no sketch waits that long.
"""

from enum import Enum
from typing import Final

from oceanhil.protocol.faults import PathTrouble, TlsAlert
from oceanhil.protocol.surroundings import Host
from oceanhil.protocol.units import WHOLE_PPM
from oceanhil.simulator.board.board import CERTIFICATE_FROM_US, CERTIFICATE_TO_US, SimulatedBoard
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network, OnExchange

_HEADERS_BYTES: Final = 40
"""Of an IPv4 packet with a TCP segment, without options."""


class Lost(Enum):
    """What becomes of bytes that were sent."""

    NOTHING = "nothing"
    ANSWER = "answer"
    """They arrive; what comes back for them does not."""
    REQUEST = "request"


class Way:
    """The way of one board to the platform's server, as it is now."""

    def __init__(self, kernel: Kernel, board: SimulatedBoard, air: Network) -> None:
        self._kernel = kernel
        self._board = board
        self._air = air

    @property
    def latency_us(self) -> int:
        """How long a packet is under way (µs)."""
        return self._air.latency_us

    @property
    def breaks(self) -> int:
        """How often the path to the server was broken, which ends the connections that stood."""
        return self._air.breaks

    @property
    def is_shared(self) -> bool:
        """Whether there are other boards."""
        return self._air.stations > 1

    @property
    def is_up(self) -> bool:
        """Whether the board is in a network."""
        return self._board.wifi_connected()

    @property
    def on_exchange(self) -> OnExchange | None:
        """Who wants to know of each exchange of the board."""
        return self._board.on_exchange

    @property
    def peer(self) -> str:
        """The board's address."""
        return self._board.station.address

    @property
    def has_usual_names(self) -> bool:
        """Whether a name server tells of the platform's names what it usually tells."""
        fault = self._air.fault
        return fault is None or fault.trouble not in {PathTrouble.IPV6_ONLY, PathTrouble.DNS_LIES}

    @property
    def is_blocked(self) -> bool:
        """Whether nothing gets through to the server, and nothing back."""
        blocked = self._air.blocked
        return bool(blocked) and Host.SERVER in blocked

    def has(self, trouble: PathTrouble) -> bool:
        """Tell whether the path has this trouble."""
        return self._air.fault is not None and self._air.fault.trouble is trouble

    @property
    def alert(self) -> TlsAlert | None:
        """The alert with which the server ends every handshake, if it does."""
        return None if self._air.fault is None else self._air.fault.alert

    def swallows(self, data_bytes: int) -> bool:
        """Tell whether the largest segment of so many bytes is too large for a link on the path."""
        return self.has(PathTrouble.MTU_BLACK_HOLE) and min(data_bytes, self._board.family.segment_bytes) > self._fits

    @property
    def swallows_certificates(self) -> bool:
        """Whether a certificate chain, which is longer than any segment, gets stuck."""
        return self.has(PathTrouble.MTU_BLACK_HOLE) and self._board.family.segment_bytes > self._fits

    @property
    def _fits(self) -> int:
        fault = self._air.fault
        assert fault is not None
        assert fault.mtu_bytes is not None
        return fault.mtu_bytes - _HEADERS_BYTES

    def fate(self, data_bytes: int) -> Lost:
        """Draw what becomes of so many bytes that the board sends now."""
        if not self.delivers(data_bytes):
            return Lost.REQUEST
        loss_ppm = self._air.loss_ppm
        if not loss_ppm or self._kernel.rng.randrange(WHOLE_PPM) >= loss_ppm:
            return Lost.NOTHING
        return Lost.ANSWER if self._kernel.rng.randrange(2) else Lost.REQUEST

    def delivers(self, data_bytes: int) -> bool:
        """Tell whether so many bytes get through to the other end now, but for a loss that is drawn."""
        if not self.is_up:
            return False
        air = self._air
        # Mostly nothing is wrong, and each piece of each connection asks for it.
        is_unspoilt = air.fault is None and not air.blocked
        return is_unspoilt or not (self.is_blocked or self.swallows(data_bytes))

    @property
    def is_clear(self) -> bool:
        """Whether nothing keeps a board that is in a network from the server, and both count the same time."""
        air = self._air
        return air.fault is None and not air.blocked and not self._board.clock.drift_ppm

    @property
    def trusts_dates(self) -> bool:
        """Whether the board's TLS takes the server's certificate by its clock."""
        return self.trusts_dates_for(0)

    def trusts_dates_for(self, duration_us: int) -> bool:
        """Tell whether it does now, and will for so long if nobody sets the clock."""
        board = self._board
        if not board.family.checks_dates:
            return True
        unix_us = board.unix_us()
        return unix_us >= CERTIFICATE_FROM_US and unix_us + duration_us <= CERTIFICATE_TO_US
