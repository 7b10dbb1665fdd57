"""A typo in a scenario ends the run; what a profile or a world of one's own knows does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from tests.user import Command, write

pytestmark = pytest.mark.slow

TYPOS = {
    "- expect.no_request: {path: registr, for: 5s}": "unknown path 'registr'; did you mean 'register'?",
    "- expect.count: {path: sesion, count: 0}": "unknown path 'sesion'; did you mean 'session'?",
    "- expect.count: {path: state, method: GTE, count: 0}": "unknown method 'GTE'; did you mean 'GET'?",
    "- expect.count: {path: state, status: 999, count: 0}": "unknown status '999'",
    "- expect.count: {path: state, code: token_revokd, count: 0}": "did you mean 'token_revoked'?",
    "- {when: {board: esp23}, steps: [expect.boots: 9]}": "variable 'board' is never 'esp23'; did you mean 'esp32'?",
    "- device.power_off: {on: twin}": "no step puts firmware on a device 'twin'",
}


@pytest.mark.parametrize("step", TYPOS)
def test_a_typo_is_an_error_with_its_place_and_the_nearest_word(oceanhil: Command, folder: Path, step: str) -> None:
    write(folder / "probe.yaml", f"  - device.power_on\n  - expect.online\n  {step}\n")
    done = oceanhil("run", "probe.yaml", "--board", "esp32")
    assert done.code == 2
    assert "probe.yaml:7:" in done.said
    assert TYPOS[step] in done.said
    assert oceanhil("list", "probe.yaml").code == 2


class OwnDrivers(SimWorldFactory):
    """Simulated worlds that call the generations of ESP32's driver otherwise."""

    def drivers(self, board: Board) -> tuple[str, ...]:
        return ("ours-2", "ours-1") if board is Board.ESP32 else super().drivers(board)


def test_paths_and_drivers_of_ones_own_are_no_typos(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "own.toml").write_text('[wire]\nregister_path = "/v2/enroll/"\n', "utf-8")
    steps = "  - device.power_on\n  - expect.online\n  - expect.count: {path: /v2/enroll/, count: 1}\n"
    write(folder / "probe.yaml", steps)
    done = oceanhil("run", "probe.yaml", "--board", "esp8266", "--profile", "own.toml")
    assert (done.code, "1 passed" in done.out) == (0, True)
    assert oceanhil("run", "probe.yaml", "--board", "esp8266").code == 2
    assert oceanhil("list", "probe.yaml").code == 0
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: OwnDrivers())
    write(folder / "probe.yaml", "  - mark\n", "matrix: {driver: [ours-1, ours-3]}\n")
    done = oceanhil("run", "probe.yaml", "--board", "esp32")
    assert "unknown driver 'ours-3'; did you mean 'ours-2'?" in done.said or "did you mean 'ours-1'?" in done.said
    assert "ours-1'; " not in done.said
