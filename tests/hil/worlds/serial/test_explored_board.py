"""`oceanhil explore` on a board in real time, within what it may be erased."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.hil.worlds.serial.desk import write_inventory
from tests.user import Command

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("own_state")]


def test_a_board_leads_lives_and_is_charged_no_more_than_it_may_be_erased(oceanhil: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp8266") as board:
        power = f'power = {{control = "{board.control_address}"}}'
        table = ("[board.desk]", 'kind = "esp8266"', f'port = "{board.port_url}"', "agent = true", power, "")
        write_inventory(folder, "\n".join(table))
        words = ("--world", "serial:desk", "--board", "esp8266", "--only", "reset", "--only", "relay")
        done = oceanhil("explore", *words, "--lives", "2", "--life", "1m", "--erases", "60", "--for", "4m", "--json")
        refused = oceanhil("explore", *words, "--jobs", "2")
    assert done.code == 0, done.said
    row = msgspec.json.decode(done.out)
    assert (row["lives"], row["troubles"], row["findings"]) == (2, [], [])
    assert 0 < row["on_boards"]["erases"]["esp8266"] <= 60
    assert refused.code == 2
    assert "world 'serial:desk' has boards that one process has at a time: leave out --jobs" in refused.err


def test_boards_whose_time_is_held_are_led_by_one_process_too(oceanhil: Command, folder: Path) -> None:
    power = 'power = {control = "unix:./desk.control"}'
    write_inventory(folder, f'[board.desk]\nkind = "esp32"\nport = "./desk"\nagent = true\n{power}\ntime = "held"\n')
    words = ("explore", "--world", "serial:desk", "--board", "esp32", "--only", "relay", "--lives", "40")
    for option in (("--jobs", "2"), ("--scheduler", "tcp://127.0.0.1:1")):
        refused = oceanhil(*words, *option)
        assert refused.code == 2
        said = f"world 'serial:desk' has boards that one process has at a time: leave out {option[0]}"
        assert said in refused.err, refused.said
