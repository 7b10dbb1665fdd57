"""The fixture `mock_server`, in tests of somebody else's project."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from oceanhil.app.fixtures.mock_server import MakeMockServer
from oceanhil.app.fixtures.served import ServedServer
from oceanhil.mock_server.client import WrongKeyError
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultKind

STATE = "/api/device/state/"
TWO_TESTS = """
    import urllib.request, urllib.error, pytest
    seen = []

    @pytest.mark.parametrize("turn", [1, 2])
    def test_each_has_its_own(mock_server, turn):
        made = mock_server.generate("esp32")
        assert len(mock_server.devices()) == 1
        mock_server.fail_next(503)
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(mock_server.url + "/api/device/state/")
        seen.append((made.registration_token, mock_server.url))

    def test_tokens_are_the_same_and_ports_are_not():
        (one, here), (other, there) = seen
        assert one == other
        assert here != there
"""


def ask(server: ServedServer) -> int:
    """Poll without a token and give the status, 0 if there was none."""
    try:
        with urllib.request.urlopen(server.url + STATE, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def run(pytester: pytest.Pytester) -> pytest.RunResult:
    return pytester.runpytest_inprocess("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "-W", "error")


def test_each_test_has_a_server_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TWO_TESTS)
    run(pytester).assert_outcomes(passed=3)


def test_a_test_that_fails_shows_what_the_server_saw(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_of_theirs(mock_server):\n    mock_server.generate()\n    assert not mock_server\n")
    run(pytester).stdout.fnmatch_lines(["E*assert not <mock server http://127.0.0.1:*: 1 device, 0 requests>"])


def test_its_repr_tells_the_last_request(mock_server: ServedServer) -> None:
    ask(mock_server)
    assert repr(mock_server).endswith(f"0 devices, 1 request, the last GET {STATE}: 401 token_invalid>")
    mock_server.close()
    assert repr(mock_server) == f"<mock server {mock_server.url}, stopped>"


def test_faults_strike_so_many_requests(mock_server: ServedServer) -> None:
    mock_server.fail_next(FaultKind.RESET, count=2, path=STATE)
    assert [ask(mock_server) for _ in range(3)] == [0, 0, 401]


def test_time_passes_when_it_is_told_to(mock_server: ServedServer) -> None:
    made = mock_server.generate(Board.PICOW)
    mock_server.advance_clock(86_401)
    assert mock_server.client.clock().now > made.expires_at


def test_the_core_is_within_reach(mock_server: ServedServer) -> None:
    made = mock_server.generate(name="bench")
    assert mock_server.device(made.id).name == "bench"
    assert mock_server.set_state(made.id, relay2=True).state.relay2
    assert mock_server.revoke(made.id).status == "REVOKED"
    assert mock_server.call(lambda core, _: core.device_count) == 1


def test_several_servers_with_settings_and_keys(make_mock_server: MakeMockServer) -> None:
    plain, strict = make_mock_server(), make_mock_server(admin_key="k", session_ttl_s=60)
    assert plain.port != strict.port
    assert strict.client.settings()["session_ttl_s"] == 60
    strict.admin_key = None
    del strict.client
    with pytest.raises(WrongKeyError):
        strict.client.health()


def test_its_port_is_closed_after_the_test(make_mock_server: MakeMockServer) -> None:
    server = make_mock_server()
    server.close()
    with socket.socket() as tried:
        assert tried.connect_ex(("127.0.0.1", server.port)) != 0


@pytest.mark.slow
def test_nothing_heavy_is_loaded_before_a_test_asks_for_it() -> None:
    script = "import sys, oceanhil.app.pytest_plugin; print({'aiohttp', 'requests'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("path='/api/device/registr/'", "unknown path '/api/device/registr/'; did you mean '/api/device/register/'?"),
        ("path='register'", "unknown path 'register'; did you mean '/api/device/register/'?"),
        ("device='bench'", "'bench' is the name of a device; expected its id, which is *"),
        ("method='GTE'", "unknown method 'GTE'; did you mean 'GET'?"),
    ],
)
def test_a_fault_that_could_strike_nothing_is_refused(pytester: pytest.Pytester, match: str, expected: str) -> None:
    pytester.makepyfile(f"""
        def test_it(mock_server):
            made = mock_server.generate(name="bench")
            mock_server.fail_next(503, device="ESP32_246F28AABBCC")
            mock_server.fail_next(503, path="/api/device/*", method="post", device=made.id)
            mock_server.fail_next(503, {match})
    """)
    result = pytester.runpytest_inprocess("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E * oceanhil.mock_server.core.admin_error.WrongValueError: {expected}"])
