"""A connector that says everything, on a mock server whose admin side plays the foreign backend."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.remote.connector.control import (
    CLAIM,
    CLOCK,
    CLOCK_BACK,
    DELETE,
    LOG,
    REGENERATE,
    RELAY,
    RESTART,
    REVOKE,
    SETTINGS,
    STATUS,
    TOKEN,
    Control,
    ControlError,
)
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.oceanremote import ConnectorControl
from tests.remote.connector.files import DELETE as DELETE_TEXT
from tests.remote.connector.files import TOKEN as TOKEN_TEXT
from tests.remote.connector.files import WHOLE
from tests.remote.connector.operators import real_operator

MAC = bytes.fromhex("02aabbccddee")


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def control(mock_server: ServedServer, ledger: Ledger) -> Iterator[Control]:
    with real_operator(WHOLE, mock_server.url, ledger=ledger) as operator:
        yield ConnectorControl(operator)


def test_everything_that_the_file_says_is_there(control: Control) -> None:
    assert control.needs == {
        TOKEN,
        REVOKE,
        REGENERATE,
        DELETE,
        STATUS,
        RELAY,
        CLAIM,
        RESTART,
        CLOCK,
        CLOCK_BACK,
        SETTINGS,
        LOG,
    }


def test_what_the_file_does_not_say_is_missing(mock_server: ServedServer) -> None:
    with real_operator(TOKEN_TEXT + DELETE_TEXT, mock_server.url) as operator:
        assert ConnectorControl(operator).needs == {TOKEN, DELETE}


def test_a_device_is_made_and_renewed(control: Control, mock_server: ServedServer) -> None:
    obtained = control.obtain("esp8266", "conform-1")
    device = mock_server.device(obtained.id)
    assert (device.name, device.board, device.status) == ("conform-1", "esp8266", "PENDING")
    assert control.regenerate(obtained.id).token != obtained.token


def test_a_device_is_revoked_and_its_status_read(control: Control, mock_server: ServedServer) -> None:
    identity = control.obtain("esp32", "conform-1").id
    assert control.status(identity) is DeviceStatus.PENDING
    control.revoke(identity)
    assert control.status(identity) is DeviceStatus.REVOKED
    assert mock_server.device(identity).status == "REVOKED"


def test_a_device_is_claimed(control: Control, mock_server: ServedServer) -> None:
    identity = control.obtain("esp32", "conform-1").id
    control.claim(identity, MAC, "ESP32_02AABBCCDDEE")
    assert mock_server.device(identity).mac == "02:AA:BB:CC:DD:EE"


def test_relays_are_switched_one_by_one(control: Control, mock_server: ServedServer) -> None:
    identity = control.obtain("esp32", "conform-1").id
    control.set_state(identity, {"relay1": True, "relay2": False})
    assert mock_server.device(identity).state.relay1


def test_the_clock_moves_stands_and_is_being_put_back(control: Control, mock_server: ServedServer) -> None:
    control.clock.freeze()
    before = control.clock.now_s()
    control.clock.advance(86_400)
    assert control.clock.now_s() == before + 86_400
    assert control.close() == []
    view = mock_server.client.clock()
    assert (view.frozen, view.offset) == (False, 0)


def _forget_the_clock(server: ServedServer) -> None:
    server.client.set_clock_offset(0)


def test_the_server_is_restarted_and_then_waited_for(control: Control, mock_server: ServedServer) -> None:
    control.clock.advance(86_400)
    waited = list[float]()
    control.restart(lambda: waited.append(mock_server.client.clock().offset))
    assert waited == [86_400]
    assert control.close() == []
    assert mock_server.client.clock().offset == 0


def test_who_answers_by_http_before_a_restart_ends_afterwards(mock_server: ServedServer, control: Control) -> None:
    assert control.restarts_afterwards
    with real_operator('[operation.restart]\ncommand = ["true"]\n', mock_server.url) as operator:
        assert not ConnectorControl(operator).restarts_afterwards


def test_a_clock_that_a_restart_has_put_back_is_not_put_back_again(control: Control, mock_server: ServedServer) -> None:
    control.clock.advance(86_400)
    control.restart(lambda: _forget_the_clock(mock_server))
    assert control.close() == []


def test_settings_are_changed_with_their_types_and_put_back(control: Control, mock_server: ServedServer) -> None:
    control.put_settings({"used_token_status": 401, "maintenance": True})
    assert control.settings()["used_token_status"] == 401
    assert control.close() == []
    settings = mock_server.client.settings()
    assert (settings["used_token_status"], settings["maintenance"]) == (410, False)


def test_the_log_is_read(control: Control) -> None:
    assert '"entries"' in control.log()


def test_close_removes_what_was_created_and_nothing_else(control: Control, mock_server: ServedServer) -> None:
    theirs = mock_server.generate().id
    for number in range(3):
        control.obtain("esp32", f"conform-{number}")
    assert control.close() == []
    assert [device.id for device in mock_server.devices()] == [theirs]


def test_a_device_whose_token_cannot_be_read_does_not_stay(mock_server: ServedServer) -> None:
    text = TOKEN_TEXT.replace('{id = "/id", token = "/registration_token"}', '{token = "/tokn", id = "/id"}')
    with real_operator(text + DELETE_TEXT, mock_server.url) as operator:
        control = ConnectorControl(operator)
        with pytest.raises(ControlError, match="no 'tokn' of '/tokn'"):
            control.obtain("esp32", "conform-1")
        assert len(mock_server.devices()) == 1
        assert control.close() == []
    assert mock_server.devices() == []


def test_a_device_of_somebody_else_is_left_alone(control: Control, mock_server: ServedServer) -> None:
    theirs = mock_server.generate().id
    for act in (control.delete, control.revoke, control.status, control.regenerate):
        with pytest.raises(ControlError, match="was not created by this run"):
            act(theirs)
    assert mock_server.device(theirs).status == "PENDING"


def test_what_is_gone_already_counts_as_removed(control: Control, mock_server: ServedServer) -> None:
    identity = control.obtain("esp32", "conform-1").id
    mock_server.client.delete(identity)
    assert control.close() == []


def test_a_clock_without_a_way_back_is_named(mock_server: ServedServer) -> None:
    text = WHOLE.replace("[operation.clock-reset]", "[operation.set-state]").partition("[operation.set-state]")
    without = text[0] + "".join(text[2].partition("[operation.claim]")[1:]).partition("[operation.set-state]")[0]
    with real_operator(without, mock_server.url) as operator:
        control = ConnectorControl(operator)
        control.clock.advance(60)
        assert control.close() == ["the server's clock is 60 s fast: the connector has no 'clock-reset'"]


def test_a_time_that_is_no_number_is_told(mock_server: ServedServer) -> None:
    text = WHOLE.replace('answer = {now = "/now"}', 'answer = {now = "/frozen"}')
    with (
        real_operator(text, mock_server.url) as operator,
        pytest.raises(ControlError, match="'now' is 'false'; expected Unix seconds"),
    ):
        ConnectorControl(operator).clock.now_s()
