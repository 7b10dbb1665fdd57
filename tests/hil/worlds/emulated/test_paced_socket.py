"""The time server of emulated boards."""

from contextlib import closing
from urllib.request import urlopen

from hil.vboard.internet.time_source import sntp_time
from hil.worlds.emulated.paced_socket import PacedSocket
from mock_server.core.core import Core
from mock_server.core.delivery import Delivery
from protocol.http import HttpRequest, HttpResponse
from protocol.profile import Profile, load_profile

PROFILE = load_profile()


class Noting(Core):
    """A server that notes when it is asked, and has nothing to say against it."""

    def __init__(self, profile: Profile, seed: int) -> None:
        super().__init__(profile, seed)
        self.now_us: list[int] = []

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer."""
        del request
        self.now_us.append(now_us)
        return Delivery(HttpResponse(200))


def test_the_time_server_is_on_time_while_the_run_is_behind() -> None:
    with closing(PacedSocket(PROFILE, "127.0.0.1", 0)) as socket:
        socket.serve(Core(PROFILE, 0), lambda: 0, lambda: 1_800_000_000_000_000)
        socket.follow(lambda: 3_000_000)
        host, _, port = socket.time_server.rpartition(":")
        assert sntp_time(host, int(port), 5.0) == 1_800_000_003_000_000


def test_the_server_dates_a_request_when_it_comes_and_not_when_the_run_looked_last() -> None:
    with closing(PacedSocket(PROFILE, "127.0.0.1", 0)) as socket:
        core = Noting(PROFILE, 0)
        socket.serve(core, lambda: 1_800_000_000_000_000, lambda: 0)
        socket.follow(lambda: 3_000_000)
        urlopen(f"{socket.url}{PROFILE.wire.state_path}").close()
    assert core.now_us == [1_800_000_003_000_000]
