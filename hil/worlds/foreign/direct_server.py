"""A foreign server for boards that reach it by themselves: its address, and a time server that tells its time."""

from collections.abc import Callable

from oceanhil.hil.vboard.internet.sntp import TimeServer
from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.host.addresses import address_for_others
from oceanhil.mock_server.app.wall_clock import wall_us
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import Capability
from oceanhil.simulator.kernel import Kernel


class DirectServer:
    """Stands where a bench's own server would: boards reach the foreign one by themselves, and nobody sees how."""

    def __init__(self, server: ForeignServer, host: str = "127.0.0.1") -> None:
        """Tell the time at `host`; raises MachineRefusedError."""
        self._server = server
        self._host = host
        self._unix_us: Callable[[], int] = wall_us
        self._time_server = TimeServer(self._now_us, host=host)

    @property
    def url(self) -> str:
        """The server's base URL."""
        return self._server.url

    @property
    def time_server(self) -> str:
        """HOST:PORT of the time server, as boards see it."""
        host = address_for_others(self._host)
        return f"[{host}]:{self._time_server.port}" if ":" in host else f"{host}:{self._time_server.port}"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What a bench can do beside it."""
        return self._server.bare_capabilities

    def begin(
        self, kernel: Kernel, epoch_us: int, profile: Profile, trace: Trace
    ) -> tuple[ServerView, Callable[[], None]]:
        """Give the server of one run, and what ends it; raises WorldError."""
        core = self._server.begin_beside(profile)
        view = ServerView(core, kernel, epoch_us, profile.wire, trace)
        self._unix_us = lambda: view.unix_us
        return view, core.end

    def close(self) -> None:
        """Stop telling the time."""
        self._time_server.close()

    def _now_us(self) -> int:
        return self._unix_us()
