"""The time server of emulated boards."""

from contextlib import closing

from hil.vboard.internet.time_source import sntp_time
from hil.worlds.emulated.paced_socket import PacedSocket
from mock_server.core.core import Core
from protocol.profile import load_profile

PROFILE = load_profile()


def test_the_time_server_is_on_time_while_the_run_is_behind() -> None:
    with closing(PacedSocket(PROFILE, "127.0.0.1", 0)) as socket:
        socket.serve(Core(PROFILE, 0), lambda: 0, lambda: 1_800_000_000_000_000)
        socket.follow(lambda: 3_000_000)
        host, _, port = socket.time_server.rpartition(":")
        assert sntp_time(host, int(port), 5.0) == 1_800_000_003_000_000
