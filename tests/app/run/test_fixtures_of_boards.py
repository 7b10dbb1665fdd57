"""The fixtures of the world `serial`, in plain tests of somebody else's project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import oceanhil.app.fixtures.board_line

# Runs inside a test take the modules away again that they are the first to import.
import oceanhil.hil.agent.client
import oceanhil.hil.worlds.serial.factory
import oceanhil.hil.worlds.serial.inventory_bench  # noqa: F401
from tests.app.run.benches import inventory_of

Run = Callable[..., pytest.RunResult]

BOOTS = """
    from oceanhil.protocol.firmware import Firmware

    def boot(device, server):
        made = server.generate_firmware(device.board, "bench")
        device.flash(Firmware(made.registration_token))
        device.power_on()
"""
TWO_TESTS = (
    BOOTS
    + """
    def test_first(device, server):
        boot(device, server)

    def test_second(device, serial_link):
        assert device.has_power is {has_power}
        if device.has_power:
            serial_link.wait_line("Device ONLINE", 60)
"""
)


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Plain pytest on one board of the world `serial`, with a state folder of its own."""
    monkeypatch.setenv("OCEANHIL_STATE", str(pytester.path / "state"))
    monkeypatch.delenv("OCEANHIL_BOARDS", raising=False)
    monkeypatch.delenv("OCEANHIL_LEASES", raising=False)

    def run_pytest(*words: str, world: str = "serial:virtual") -> pytest.RunResult:
        fixed = [
            "--disable-plugin-autoload",
            "-p",
            "oceanhil.app.pytest_plugin",
            "--oceanhil-world",
            world,
            "--oceanhil-board",
            "esp32",
        ]
        return pytester.runpytest_inprocess(*fixed, *words)

    return run_pytest


@pytest.mark.slow
def test_link_agent_and_lease_belong_to_the_device(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOOTS
        + """
    def test_it(world, device, server, bench_board, serial_link, agent, lease):
        boot(device, server)
        assert "ONLINE" in serial_link.wait_line("Device ONLINE", 60).text
        assert world.now_us < 30_000_000
        assert agent.info().mac == bench_board.mac == device.mac
        lease.check()
        serial_link.reset()
        serial_link.wait_line("Token loaded", 60)
    """
    )
    run().assert_outcomes(passed=1, deselected=2)


def test_every_test_gets_a_board_that_is_off_and_empty(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOOTS
        + """
    import pytest

    @pytest.mark.parametrize("number", [1, 2])
    def test_it(device, server, serial_link, number):
        assert not device.has_power
        assert not device.storage_contains("oc_perm_")
        boot(device, server)
        serial_link.wait_line("[EEPROM] Empty", 60)
        serial_link.wait_line("Token saved", 60)
    """
    )
    run().assert_outcomes(passed=2, deselected=4)


def test_a_wait_does_not_find_a_line_of_an_earlier_test(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOOTS
        + """
    import pytest
    from oceanhil.hil.link.port_errors import LineTimeoutError

    @pytest.mark.parametrize("number", [1, 2])
    def test_it(world, device, server, serial_link, number):
        with pytest.raises(LineTimeoutError, match="'Device ONLINE' within 2 s"):
            serial_link.wait_line("Device ONLINE", 2)
        boot(device, server)
        world.run_for(60_000_000)
    """
    )
    run().assert_outcomes(passed=2, deselected=4)


@pytest.mark.slow
def test_with_a_wider_scope_a_board_is_not_reset_between_tests(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TWO_TESTS.format(has_power=True))
    run("--oceanhil-scope", "session").assert_outcomes(passed=2, deselected=4)
    run("-o", "oceanhil_scope=module").assert_outcomes(passed=2, deselected=4)
    run().assert_outcomes(passed=1, failed=1, deselected=4)


def test_a_file_may_choose_its_scope_itself(run: Run, pytester: pytest.Pytester) -> None:
    shared = '    from oceanhil.app.fixtures import world_of_scope\n\n    world = world_of_scope("module")\n'
    pytester.makepyfile(test_shared=shared + TWO_TESTS.format(has_power=True))
    pytester.makepyfile(test_fresh=TWO_TESTS.format(has_power=False))
    run().assert_outcomes(passed=4, deselected=8)


def test_an_unknown_scope_is_a_usage_error(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_of_theirs(): pass")
    done = run("-o", "oceanhil_scope=week", world="sim")
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*oceanhil_scope is 'week', expected one of function, class, module, package, session"])


@pytest.mark.parametrize("fixture", ["bench_board", "serial_link", "agent", "lease"])
def test_other_worlds_have_no_serial_line_and_say_so(fixture: str, run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"def test_it({fixture}): pass")
    done = run(world="sim")
    done.assert_outcomes(errors=1, deselected=2)
    expected = f"fixture '{fixture}': world 'sim' has no serial line; expected --oceanhil-world serial, or serial:NAME"
    done.stdout.fnmatch_lines([expected])


def test_a_board_without_an_agent_says_so(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(agent): pass")
    done = run(world="serial:virtual-no-agent")
    done.assert_outcomes(errors=1, deselected=2)
    done.stdout.fnmatch_lines(["board 'virtual-esp32-1' has no agent; if its firmware answers, put 'agent = true' *"])


@pytest.mark.slow
def test_the_board_of_an_inventory_is_leased_and_programs_that_a_test_starts_share_it(
    run: Run, pytester: pytest.Pytester, tmp_path: Path
) -> None:
    pytester.makepyfile(
        BOOTS
        + """
    import subprocess, sys
    from oceanhil.hil.boards.device import lease_keys
    from oceanhil.hil.boards.leases import Leases
    from oceanhil.host.folders import leases_directory, state_directory

    CHILD = "from oceanhil.hil.boards.held_lease import inherited_leases; print(*inherited_leases().values())"

    def test_it(device, server, serial_link, agent, lease, bench_board):
        boot(device, server)
        serial_link.wait_line("Device ONLINE", 60)
        leases = Leases(leases_directory(state_directory()))
        held = leases.peek(lease.key).lease
        assert (bench_board.name, held.token) == ("esp32-1", lease.token)
        said = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True).stdout
        keys = lease_keys(bench_board.entry)
        assert said.split() == [leases.peek(key).lease.token for key in keys] and len(keys) == 2
    """
    )
    with inventory_of(["esp32"], tmp_path) as inventory:
        run("--oceanhil-inventory", str(inventory), world="serial").assert_outcomes(passed=1, deselected=2)
        assert not list((pytester.path / "state" / "leases").glob("*.json"))


@pytest.mark.slow
def test_a_family_that_the_bench_lacks_is_skipped_with_the_reason(
    run: Run, pytester: pytest.Pytester, tmp_path: Path
) -> None:
    pytester.makepyfile("def test_it(world): pass")
    with inventory_of(["picow"], tmp_path) as inventory:
        done = run("--oceanhil-inventory", str(inventory), "-rs", world="serial")
    done.assert_outcomes(skipped=1, deselected=2)
    done.stdout.fnmatch_lines(["SKIPPED * no esp32 in the inventory"])
