"""Rules that both device programs hold, and that no test of the Python program alone shows."""

from collections.abc import Awaitable, Callable

import pytest

from firmware.build import build_host_library
from hil.worlds.native.core import CoreLibrary
from hil.worlds.native.program import NativeProgram
from protocol.firmware import Firmware
from protocol.settings import DeviceSettings, WireNames
from simulator.device_program import run_program
from simulator.hardware import Hardware
from tests.simulator import fake_hardware
from tests.simulator.answers import NOW_S, answers, opened, refused, reply
from tests.simulator.fake_hardware import FakeHardware, firmware, run

DeviceProgram = Callable[[Hardware, Firmware, DeviceSettings, WireNames], Awaitable[None]]
SKEW = refused(401, "Clock skew too large", "clock_skew", server_time=NOW_S)


@pytest.fixture(params=["python", "core"])
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> DeviceProgram:
    """Let `run` run this program."""
    core = NativeProgram(CoreLibrary(build_host_library()))
    chosen: DeviceProgram = core if request.param == "core" else run_program
    monkeypatch.setattr(fake_hardware, "run_program", chosen)
    return chosen


@pytest.mark.usefixtures("program")
def test_an_opened_session_earns_the_next_immediate_retry() -> None:
    script = answers(session=[SKEW, opened(expires_in=20), SKEW, opened()])
    # Wrong, right, wrong again at the renewal's refusal: each correction is worth asking again at once.
    hardware = FakeHardware(script, time_server_s=[NOW_S, NOW_S + 600, NOW_S], until_s=60)
    run(hardware, firmware(sntp=True))
    assert hardware.paths.count("POST /api/device/session/") == 4
    assert 30 not in hardware.waits_s


@pytest.mark.usefixtures("program")
def test_a_token_that_comes_back_the_same_is_not_registered_for_again_before_it_has_rested() -> None:
    hardware = FakeHardware(answers(session=[opened(expires_in=20), refused(401)]), until_s=500)
    run(hardware, firmware())
    assert hardware.paths.count("POST /api/device/register/") == 2


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("depth", [10, 900])
def test_an_answer_may_be_nested_deeply_in_fields_that_nobody_reads(depth: int) -> None:
    body = b'{"session_id":"abc","x":' + b"[" * depth + b"]" * depth + b"}"
    hardware = run(FakeHardware(answers(session=[reply(200, body)])))
    assert hardware.lines[-1] == "[INFO] Device ONLINE"
