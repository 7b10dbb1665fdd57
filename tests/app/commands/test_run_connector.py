"""`oceanhil run --server URL --connector FILE`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registration import Registration
from oceanhil.protocol.device_request import RegisterBody
from oceanhil.protocol.profile import load_profile
from tests.remote.connector.files import DELETE, TOKEN
from tests.remote.connector.foreign import Told, answering
from tests.user import TEAPOT, Command, Finished, start, write

LIMITS = """
[limits]
requests_per_s = 5000
registrations_per_min = 50000
"""
SETTINGS = """
[operation.settings]
method = "GET"
url = "/_admin/settings"
answer = {settings = ""}
[operation.put-setting]
method = "PUT"
url = "/_admin/settings"
json = {"{setting}" = "{value}"}
"""
REST = """
[operation.status]
method = "GET"
url = "/_admin/devices/{id}"
answer.status = {json = "/status"}
[operation.regenerate]
method = "POST"
url = "/_admin/devices/{id}/regenerate"
answer = {token = "/registration_token"}
"""


@pytest.fixture
def theirs() -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), 3)) as server:
        yield server


@pytest.fixture
def connector(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    path = folder / "staging.toml"
    path.write_text(LIMITS + TOKEN + DELETE + REST, "utf-8")
    return str(path)


@pytest.mark.slow
def test_simulated_boards_run_what_the_connector_makes_possible(
    oceanhil: Command, theirs: BackgroundServer, connector: str
) -> None:
    names = ("first-boot", "token-regenerated", "token-revoked", "token-expired")
    done = oceanhil("run", *names, "--server", theirs.url, "--connector", connector, "--board", "esp32")
    assert done.code == 0, done.said
    assert "2 passed, 0 failed, 0 errors, 3 skipped · 1 remedy verified" in done.out
    assert "2 - needs token-revoke: the connector lacks revoke; in token-revoked" in done.out
    clock = "the test clock (clock-now, clock-advance, clock-freeze, clock-release)"
    assert f"needs server-clock: the connector lacks {clock}; in token-expired" in done.out
    with Client(theirs.url) as client:
        assert not client.devices()


@pytest.mark.long
def test_a_connector_without_limits_is_told_which_ones_hold_and_where_others_are_stated(
    theirs: BackgroundServer, connector: str, folder: Path
) -> None:
    (folder / "unlimited.toml").write_text(TOKEN + DELETE + REST, "utf-8")
    words = ("run", "first-boot", "--board", "esp32", "--server", theirs.url, "--connector")
    _, with_limits = start(folder, *words, connector).communicate()
    _, without = start(folder, *words, "unlimited.toml").communicate()
    assert "registrations_per_min" not in with_limits
    note = "states no registrations_per_min in [limits]: the run keeps to the documented 2 registrations a minute"
    assert note in without


class Person:
    """Sits at the terminal, and does what is asked."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.asked: list[str] = []

    def ask(self, question: str, wanted: str, *, secret: bool) -> str:
        self.asked.append(question)
        with Client(self._url) as client:
            client.revoke(question.split()[1])
        return "done"


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--no-prompt",)])
def test_a_person_is_asked_unless_nobody_is_to_be(
    oceanhil: Command,
    theirs: BackgroundServer,
    connector: str,
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, ...],
) -> None:
    person = Person(theirs.url)
    monkeypatch.setattr("oceanhil.remote.connector.prompt.terminal_prompt", lambda: person)
    asking = '[operation.revoke]\nask = "Revoke {id} in the dashboard"\n'
    Path(connector).write_text(LIMITS + TOKEN + DELETE + REST + asking, "utf-8")
    words = ("--server", theirs.url, "--connector", connector, "--board", "esp32")
    done = oceanhil("run", "token-revoked", *words, *more)
    assert ("0 passed" if more else "2 passed") in done.out, done.said
    assert bool(person.asked) is not bool(more)
    assert ("needs token-revoke" in done.out) is bool(more)


class ForAnyMac(Registration):
    """Within the window the token counts, whoever sends it."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        return super()._is_repetition(device, structs.replace(body, mac=device.mac or body.mac), now_us)


def run_with_a_stranger(oceanhil: Command, core: Core, connector: str) -> Finished:
    Path(connector).write_text(LIMITS + TOKEN + DELETE + REST + SETTINGS, "utf-8")
    with BackgroundServer(core) as server:
        words = ("--server", server.url, "--connector", connector, "--board", "esp32")
        return oceanhil("run", "registration-reply-lost", *words)


@pytest.mark.long
def test_a_foreign_server_that_gives_the_repeated_answer_to_anybody_fails(oceanhil: Command, connector: str) -> None:
    right, wrong = Core(load_profile(), 3), Core(load_profile(), 3)
    wrong._device_side._registration = ForAnyMac(wrong._registry, wrong._settings, wrong._replies)
    assert run_with_a_stranger(oceanhil, right, connector).code == 0
    done = run_with_a_stranger(oceanhil, wrong, connector)
    assert done.code == 1, done.said
    assert "registration-reply-lost@esp32#case=stranger" in done.said


@pytest.mark.long
def test_what_an_earlier_run_left_there_is_told_once(theirs: BackgroundServer, connector: str, folder: Path) -> None:
    (folder / "forgetful.toml").write_text(LIMITS + TOKEN, "utf-8")
    words = ("run", "connection-drops-mid-reply", "--server", theirs.url, "--board", "esp32", "--connector")
    left = start(folder, *words, "forgetful.toml")
    out, _ = left.communicate()
    assert (left.returncode, "still holds what this run made: device " in out) == (1, True)
    command = f"oceanhil conform {theirs.url} --connector {{}} --clean-up"
    assert f"; --clean-up: {command.format('forgetful.toml')}" in out
    again = start(folder, *words, connector)
    _, err = again.communicate()
    told = f"earlier runs left 6 of their devices there; remove them: {command.format(connector)}"
    assert (again.returncode, err.count(told)) == (0, 1)
    Path(connector).write_text(LIMITS + TOKEN + DELETE, "utf-8")
    cleaned = start(folder, *shlex.split(command.format(connector))[1:])
    out, _ = cleaned.communicate()
    assert (cleaned.returncode, out) == (0, "removed: 6\n")
    with Client(theirs.url) as client:
        assert not client.devices()


@pytest.mark.slow
def test_a_failure_prints_the_command_that_tries_the_same_server_again(
    oceanhil: Command, theirs: BackgroundServer, connector: str, folder: Path
) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    run = oceanhil("run", "teapot.yaml", "--server", theirs.url, "--connector", connector, "--board", "picow")
    (line,) = re.findall(r"^again: oceanhil (.*)$", run.out, re.MULTILINE)
    words = shlex.split(line)
    assert words[-4:] == ["--server", theirs.url, "--connector", connector]
    again = oceanhil(*words, "-q")
    assert (again.code, line in again.out) == (1, True), again.said
    with Client(theirs.url) as client:
        registered = [entry for entry in client.journal().entries if entry.path == "/api/device/register/"]
        assert len(registered) == 2
        assert not client.devices()


def test_what_a_replay_leaves_there_is_told_behind_the_verdict(
    oceanhil: Command, theirs: BackgroundServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    (folder / "forgetful.toml").write_text(LIMITS + TOKEN, "utf-8")
    case = "connection-drops-mid-reply@esp32#case=poll-reset"
    done = oceanhil("replay", case, "--server", theirs.url, "--connector", "forgetful.toml", "-q")
    assert (done.code, done.out) == (1, f"passed: {case}, remedy: passed\n")
    assert "still holds what this run made: device " in done.err


def test_a_run_in_which_everything_was_skipped_has_tested_nothing(
    oceanhil: Command, theirs: BackgroundServer, connector: str
) -> None:
    done = oceanhil("run", "token-expired", "--server", theirs.url, "--connector", connector)
    assert (done.code, "every case was skipped: nothing is known about this server" in done.out) == (5, True), done.said


@pytest.mark.slow
def test_a_server_that_gives_no_devices_is_asked_three_times_and_no_more(oceanhil: Command, connector: str) -> None:
    # A key that is refused hundreds of times locks somebody out, or fills somebody's log.
    refused = Told(status=401, body='{"error":"wrong key"}')
    with answering(refused) as url:
        done = oceanhil("run", "connection-drops-mid-reply", "--server", url, "--connector", connector)
    assert done.code == 1, done.said
    why = "3 runs in a row were given no device; the last: connector: registration-token: POST "
    (told,) = re.findall(r"^(\d+) of (\d+) cases w(?:as|ere) not run: (.*)$", done.out, re.MULTILINE)
    assert int(told[1]) - int(told[0]) == 3
    assert sum(path == "/_admin/devices" for _, path, _, _ in refused.requests) == 3
    assert told[2].startswith(why)
    assert 'was answered with 401 \'{"error":"wrong key"}\'' in told[2]


@pytest.mark.slow
def test_virtual_boards_in_real_time_reach_it_through_the_bench(
    oceanhil: Command, theirs: BackgroundServer, connector: str
) -> None:
    words = ("--server", theirs.url, "--connector", connector, "--board", "esp32", "--world", "serial:virtual")
    done = oceanhil("run", "first-boot", *words)
    assert done.code == 0, done.said
    assert "1 passed" in done.out
    with Client(theirs.url) as client:
        assert not client.devices()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[operation.registration-tokens]\n", "registration-token"),
        ("[server]\nproduction = true\n" + TOKEN, "is in production: the connector"),
    ],
)
def test_a_connector_that_cannot_be_used_is_told_before_anything_runs(
    oceanhil: Command, theirs: BackgroundServer, folder: Path, text: str, said: str
) -> None:
    (folder / "wrong.toml").write_text(text, "utf-8")
    done = oceanhil("run", "first-boot", "--server", theirs.url, "--connector", "wrong.toml")
    assert (done.code, said in done.err) == (4, True), done.err


def test_a_connector_alone_needs_a_server(oceanhil: Command, connector: str) -> None:
    done = oceanhil("run", "first-boot", "--connector", connector)
    assert (done.code, "--connector is about a --server; add --server URL" in done.err) == (4, True)


def test_emulated_boards_cannot_use_one(oceanhil: Command, theirs: BackgroundServer, connector: str) -> None:
    words = ("--server", theirs.url, "--connector", connector, "--world", "emulated")
    done = oceanhil("run", "first-boot", *words)
    assert (done.code, "expected sim, native or serial" in done.err) == (4, True)


def test_somebody_elses_server_without_a_connector_says_how_to_begin(oceanhil: Command) -> None:
    with answering(Told(status=404)) as url:
        done = oceanhil("run", "first-boot", "--server", url)
    assert done.code == 4
    assert "add --connector FILE" in done.err


def test_what_is_no_server_of_the_service_is_told(oceanhil: Command, connector: str) -> None:
    with answering(Told(body="<html><title>Welcome</title>", headers={"Content-Type": "text/html"})) as url:
        done = oceanhil("run", "first-boot", "--server", url, "--connector", connector)
    assert (done.code, url in done.err) == (4, True)
