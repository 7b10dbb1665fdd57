"""Runs on boards in a farm of labgrid: a coordinator and two exporters on loopback."""

from __future__ import annotations

import signal

from tests.farm.conftest import Farm
from tests.farm.programs import until

SHORT = "token-expired"


def test_a_run_takes_a_place_and_gives_it_back(farm: Farm) -> None:
    done = farm.coordinator.user().run("run", "--world", "serial:labgrid:desk", SHORT)
    assert done.code == 0, done.errors
    assert "1 passed, 0 failed, 0 errors" in done.output
    assert "desk: place acquired by desk/me" in farm.coordinator.said
    assert "desk: place released" in farm.coordinator.said


def test_places_are_chosen_by_their_tags_over_exporters(farm: Farm) -> None:
    done = farm.coordinator.user().run("run", "--world", "serial:labgrid:site=here", SHORT)
    assert done.code == 0, done.errors
    assert "2 passed, 0 failed, 0 errors" in done.output
    assert {name: farm.coordinator.holder(name) for name in ("desk", "shelf")} == {"desk": "None", "shelf": "None"}


def test_an_inventory_names_a_place_where_a_port_is_named(farm: Farm) -> None:
    user = farm.coordinator.user()
    power = f'power = {{control = "{farm.board.control_address}"}}\ntime = "held"\nagent = true\n'
    (user.folder / "boards.toml").write_text(f'[board.s1]\nkind = "esp32"\nplace = "labgrid:desk"\n{power}', "utf-8")
    assert user.run("boards", "probe", "s1").output.startswith("s1: ok: ")
    done = user.run("replay", "token-expired@esp32/idf-5.5.1+reference", "--world", "serial:s1")
    assert done.code == 0, done.output + done.errors


def test_what_a_board_in_a_farm_does_is_what_a_simulated_one_does(farm: Farm) -> None:
    words = ("run", "--world", "serial:labgrid:desk", "--against", "sim", "--board", "esp32", SHORT)
    done = farm.coordinator.user().run(*words)
    assert done.code == 0, done.output + done.errors


def test_a_place_that_somebody_else_has_is_waited_for_and_who_has_it_is_told(farm: Farm) -> None:
    farm.coordinator.client("-p", "desk", "acquire", user="alice")
    with farm.coordinator.user().start("run", "--world", "serial:labgrid:desk", SHORT) as run:
        run.says("waiting for board 'desk': desk/alice has place 'desk' of labgrid; a reservation waits for it")
        farm.coordinator.client("-p", "desk", "release", user="alice")
        assert run.code == 0, run.said
    assert farm.coordinator.holder("desk") == "None"
    assert "owner" not in farm.coordinator.client("reservations")


def test_who_waits_no_longer_leaves_no_reservation(farm: Farm) -> None:
    farm.coordinator.client("-p", "desk", "acquire", user="alice")
    with farm.coordinator.user().start("run", "--world", "serial:labgrid:desk", SHORT) as run:
        run.says("a reservation waits for it")
        assert "owner: desk/me" in farm.coordinator.client("reservations")
        run.kill_alone()
        # Ten looks of labgrid's client: it forgets a reservation that nobody asks for by itself after a minute.
        gone = "no reservation is left"
        until(None, gone, lambda: "owner" not in farm.coordinator.client("reservations"), timeout_s=0.5)
    assert farm.coordinator.holder("desk") == "desk/alice"


def test_a_place_that_is_the_users_already_is_used_and_stays_so(farm: Farm) -> None:
    farm.coordinator.client("-p", "desk", "acquire", user="me")
    done = farm.coordinator.user().run("run", "--world", "serial:labgrid:desk", SHORT)
    assert done.code == 0, done.errors
    assert farm.coordinator.holder("desk") == "desk/me"


def test_a_killed_runs_board_is_put_back_and_its_place_given_back(farm: Farm) -> None:
    user = farm.coordinator.user()
    with user.start("run", "--world", "serial:labgrid:desk", "--board", "esp32") as run:
        until(run, "something is changed", lambda: any((user.state / "journal").glob("*.json")))
        assert farm.coordinator.holder("desk") == "desk/me"
        run.kill_alone()
        until(None, "the keeper is done", lambda: "is given back" in user.keeper_log)
    assert "'desk': put back nvs" in user.keeper_log
    assert user.keeper_log.index("put back nvs") < user.keeper_log.index("is given back")
    assert farm.coordinator.holder("desk") == "None"


def test_a_killed_command_without_a_keeper_gives_its_place_back_by_its_bridge(farm: Farm) -> None:
    user = farm.coordinator.user()
    (user.folder / "boards.toml").write_text('[board.s1]\nkind = "esp32"\nplace = "labgrid:desk"\n', "utf-8")
    with user.start("boards", "lease", "s1", "--for", "30m") as lease:
        lease.says("'s1' is yours until")
        assert farm.coordinator.holder("desk") == "desk/me"
        assert "desk: place released" not in farm.coordinator.said
        lease.kill_alone()
        until(None, "it is given back", lambda: "desk: place released" in farm.coordinator.said)


def test_a_run_that_is_interrupted_gives_its_place_back_itself(farm: Farm) -> None:
    user = farm.coordinator.user()
    with user.start("run", "--world", "serial:labgrid:desk", "--board", "esp32") as run:
        until(run, "something is changed", lambda: any((user.state / "journal").glob("*.json")))
        run.signal(signal.SIGINT)
        assert run.code == 2, run.said
    assert farm.coordinator.holder("desk") == "None"
    assert user.keeper_log == ""
