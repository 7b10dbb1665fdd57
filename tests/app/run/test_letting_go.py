"""The end of a session: what worlds share is let go of, and a board that cannot be put back fails the run."""

from __future__ import annotations

import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.scenarios.world import WorldError
from tests.user import Command, write

STUCK = "board 's3' could not be put back; its backup is 's3.bin': 'oceanhil boards restore s3'"


class StuckFactory(SimWorldFactory):
    """Worlds of a board that takes nothing back; a second closing does nothing."""

    def __init__(self) -> None:
        self._is_closed = False

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            raise WorldError(STUCK)


@pytest.fixture(autouse=True)
def stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    factory = StuckFactory()
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)


def test_a_board_that_cannot_be_put_back_fails_a_run_that_passed(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32")
    assert done.code == 1
    assert "1 passed, 0 failed" in done.out
    assert done.out.count(STUCK) == 1


def test_so_it_does_where_results_are_for_programs(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32", "--json")
    assert (done.code, done.err) == (1, f"{STUCK}\n")


def test_plain_pytest_says_it_too(pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    words = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "--oceanhil-board", "esp32")
    done = pytester.runpytest_inprocess(*words)
    assert done.ret is pytest.ExitCode.TESTS_FAILED
    done.stdout.fnmatch_lines([STUCK])


def test_a_world_outlives_the_fixtures_that_use_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.fixture(scope="session")
        def bench(hil_profile, pytestconfig):
            from oceanhil.app.run.stash import SESSION
            yield
            print("\\nclosed before:", pytestconfig.stash[SESSION].loaded.factory._is_closed)

        def test_it(bench): pass
    """)
    done = pytester.runpytest_inprocess("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "-s")
    done.stdout.fnmatch_lines(["closed before: False"])
