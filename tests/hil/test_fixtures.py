"""The fixtures, in plain tests of somebody else's project."""

from __future__ import annotations

import pytest

from tests.hil.user import FlakyFactory

GOES_ONLINE = """
    from protocol.firmware import Firmware

    def test_goes_online(world, device, server, board, wait_line):
        made = server.generate_firmware(device.board, "bench")
        device.flash(Firmware(made.registration_token))
        device.power_on()
        wait_line({line!r}, timeout_s=60)
        assert device.board is board
        assert server.status(made.id).value == "online"
"""


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("--disable-plugin-autoload", "-p", "hil.pytest_plugin", *words)


def test_a_test_with_a_world_runs_on_every_board(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(GOES_ONLINE.format(line="[INFO] Device ONLINE"))
    result = run(pytester, "-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines([f"*::test_goes_online[[]{board}] PASSED*" for board in ("esp32", "esp8266", "picow")])


def test_board_chooses_among_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(GOES_ONLINE.format(line="[INFO] Device ONLINE"), test_other="def test_of_theirs(): pass")
    run(pytester, "--board", "esp32", "--board", "picow").assert_outcomes(passed=3, deselected=1)


def test_a_line_that_does_not_come_fails_the_test_with_what_came_instead(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(GOES_ONLINE.format(line="[INFO] Teapot"))
    result = run(pytester, "--board", "esp32")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(
        [
            "E * Failed: device did not print '[[]INFO] Teapot' within 60 s",
            "*last events in the world*",
            "*> POST /api/device/session/ -> 200",
        ]
    )


def test_seed_and_profile_reach_the_fixtures(pytester: pytest.Pytester) -> None:
    (pytester.path / "own.toml").write_text("[server]\nmax_clock_skew_s = 7\n")
    pytester.makepyfile("""
        def test_values(hil_profile, world, device):
            assert hil_profile.server.max_clock_skew_s == world.profile.server.max_clock_skew_s == 7
            print("mac", device.mac.hex())
    """)
    macs = [
        run(pytester, "--board", "esp32", "--hil-profile", "own.toml", "--hil-seed", seed, "-s").outlines
        for seed in ("1", "1", "2")
    ]
    first, again, other = ([line for line in lines if "mac" in line] for lines in macs)
    assert first == again != other


def test_a_project_may_have_fixtures_of_these_names_itself(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.fixture
        def board():
            return "surfboard"

        @pytest.mark.parametrize("device", [1, 2])
        def test_theirs(board, device):
            assert board == "surfboard"
    """)
    run(pytester, "--board", "esp32").assert_outcomes(passed=2)


def test_a_test_may_choose_its_boards_itself(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest
        from protocol.board import Board

        @pytest.mark.parametrize("board", [Board.ESP32, Board.PICOW], indirect=True)
        @pytest.mark.parametrize("number", [1, 2])
        def test_two(board, world, number):
            assert world.device().board is board
    """)
    run(pytester).assert_outcomes(passed=4)


def test_a_world_that_cannot_be_had_fails_the_test_in_one_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hil.worlds.load_world", lambda _: FlakyFactory())
    pytester.makepyfile("def test_it(world): pass")
    result = run(pytester, "--board", "esp32")
    result.assert_outcomes(errors=1, deselected=2)
    result.stdout.fnmatch_lines(["the board does not answer"])
    result.stdout.no_fnmatch_line("*Traceback*")


def one(pytester: pytest.Pytester, body: str, *words: str, head: str = "") -> pytest.RunResult:
    """Run one test with a device that is on its way to ONLINE; `body` is what it does then."""
    pytester.makepyfile(f"""
import re
import pytest
from protocol.firmware import Firmware
from scenarios.world import ResetKind
{head}

@pytest.fixture
def made(device, server):
    made = server.generate_firmware(device.board, "bench")
    device.flash(Firmware(made.registration_token))
    device.power_on()
    return made

def test_it(world, device, server, made, wait_line):
    {body.replace(chr(10), chr(10) + "    ")}
""")
    return run(pytester, "--board", "esp32", *words)


ONLINE = "[INFO] Device ONLINE"
GONE = f"""\
wait_line("{ONLINE}", timeout_s=60)
server.delete_device(made.id)
device.power_off()
wait_line("{ONLINE}", timeout_s=60)
"""


@pytest.mark.parametrize("world", ["sim", "native", "serial:virtual"])
def test_a_line_that_was_waited_for_is_not_found_again(pytester: pytest.Pytester, world: str) -> None:
    result = one(pytester, GONE, "--world", world)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * Failed: device did not print '[[]INFO] Device ONLINE' within 60 s; it did at *"])


def test_lines_before_the_one_that_was_found_are_over(pytester: pytest.Pytester) -> None:
    result = one(pytester, f'wait_line("{ONLINE}", timeout_s=60)\nwait_line("[EEPROM] Token saved", timeout_s=60)')
    result.assert_outcomes(failed=1)


def test_lines_that_came_while_nobody_waited_are_found_in_their_order(pytester: pytest.Pytester) -> None:
    body = (
        f'world.run_for(60_000_000)\nwait_line("[EEPROM] Token saved", timeout_s=0)\nwait_line("{ONLINE}", timeout_s=0)'
    )
    one(pytester, body).assert_outcomes(passed=1)


def test_a_wait_in_vain_consumes_nothing(pytester: pytest.Pytester) -> None:
    body = f"""\
with pytest.raises(pytest.fail.Exception):
    wait_line("[INFO] Teapot", timeout_s=60)
wait_line("{ONLINE}", timeout_s=0)
"""
    one(pytester, body).assert_outcomes(passed=1)


def test_after_a_reset_the_line_has_to_come_again(pytester: pytest.Pytester) -> None:
    body = f"""\
first = wait_line("{ONLINE}", timeout_s=60)
device.reset(ResetKind.PIN)
wait_line(re.compile("Token loaded"), timeout_s=60)
second = wait_line("{ONLINE}", timeout_s=60)
assert second.t_us > first.t_us
"""
    one(pytester, body).assert_outcomes(passed=1)


def test_a_pattern_gives_its_groups_and_what_was_found_says_when(pytester: pytest.Pytester) -> None:
    body = r"""
found = wait_line(re.compile(r"HTTP Response: (?P<status>\d+)"), timeout_s=60)
assert found.text == "[REG] HTTP Response: 200"
assert (found[1], found["status"], found.match.groupdict()) == ("200", "200", {"status": "200"})
assert 0 < found.t_us <= world.now_us
assert found.device == "device"
whole = wait_line("[INFO] Device ONLINE", timeout_s=60)
assert (whole.text, whole[0], whole.match.groups()) == ("[INFO] Device ONLINE", "[INFO] Device ONLINE", ())
"""
    one(pytester, body).assert_outcomes(passed=1)


def test_a_text_is_the_whole_line_and_a_pattern_any_part_of_it(pytester: pytest.Pytester) -> None:
    one(pytester, 'wait_line("Device ONLINE", timeout_s=60)').assert_outcomes(failed=1)
    one(pytester, 'wait_line(re.compile("Device ONLINE"), timeout_s=60)').assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ('b"ONLINE"', "*TypeError: line b'ONLINE', expected a text or a compiled regular expression of texts*"),
        ('re.compile(b"ONLINE")', "*TypeError: line re.compile(b'ONLINE'), expected a text or *"),
        ('""', "*ValueError: line '', expected the text of one whole line*"),
        (r'"a\nb"', "*ValueError: line *a*nb*, expected the text of one whole line*"),
    ],
)
def test_what_no_line_can_be_is_refused(pytester: pytest.Pytester, wanted: str, words: str) -> None:
    result = one(pytester, f"wait_line({wanted}, timeout_s=60)")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([words])


def test_each_device_has_its_own_place(pytester: pytest.Pytester) -> None:
    body = f"""\
twin = world.device("twin")
twin.flash(Firmware(server.generate_firmware(twin.board, "twin").registration_token))
wait_line("{ONLINE}", timeout_s=60)
twin.power_on()
found = wait_line("{ONLINE}", timeout_s=60, device=twin)
assert found.device == "twin"
wait_line("[EEPROM] Token saved", timeout_s=1, device=twin)
"""
    result = one(pytester, body)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * Failed: twin did not print '[[]EEPROM] Token saved' within 1 s; it did at *"])


def test_lines_of_earlier_tests_in_the_same_world_are_over(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import re
        import pytest
        from hil.fixtures import world_of_scope
        from protocol.firmware import Firmware

        world = world_of_scope("module")

        def test_first(world, device, server):
            device.flash(Firmware(server.generate_firmware(device.board, "bench").registration_token))
            device.power_on()
            world.run_for(60_000_000)

        @pytest.fixture
        def restarted(world, device):
            device.power_off()
            device.power_on()
            world.run_for(60_000_000)

        def test_second(wait_line):
            with pytest.raises(pytest.fail.Exception):
                wait_line("[INFO] Device ONLINE", timeout_s=1)

        def test_third(restarted, wait_line):
            wait_line(re.compile("Token loaded"), timeout_s=0)
    """)
    run(pytester, "--board", "esp32").assert_outcomes(passed=3)


def test_waiting_beside_the_serial_line_itself_has_a_place_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
        from protocol.firmware import Firmware

        def test_it(device, server, wait_line, serial_link):
            device.flash(Firmware(server.generate_firmware(device.board, "bench").registration_token))
            device.power_on()
            serial_link.wait_line("{ONLINE}", 60)
            wait_line("{ONLINE}", timeout_s=60)
    """)
    run(pytester, "--board", "esp32", "--world", "serial:virtual").assert_outcomes(passed=1)
