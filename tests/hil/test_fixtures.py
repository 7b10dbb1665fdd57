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
