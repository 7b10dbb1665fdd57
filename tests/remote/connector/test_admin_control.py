"""The control of a mock server by its admin side."""

from __future__ import annotations

import msgspec
import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.mock_server.client import Client, ClientError, UnreachableError
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.control import Control, ControlError, NoControl


@pytest.fixture
def control(mock_server: ServedServer) -> Control:
    return AdminControl(mock_server.client)


def test_close_puts_everything_back_and_leaves_other_devices(control: Control, mock_server: ServedServer) -> None:
    theirs = mock_server.generate().id
    control.obtain("esp32", "conform-1")
    control.put_settings({"maintenance": True})
    control.clock.advance(60)
    assert control.close() == []
    assert [device.id for device in mock_server.devices()] == [theirs]
    assert (mock_server.client.settings()["maintenance"], mock_server.client.clock().offset) == (False, 0)


@pytest.mark.parametrize("is_stopped_here", [True, False])
def test_a_clock_that_somebody_else_stopped_stands_still_afterwards(
    control: Control, mock_server: ServedServer, *, is_stopped_here: bool
) -> None:
    if is_stopped_here:
        control.clock.freeze()
        control.clock.release()
    mock_server.client.freeze_clock()
    assert control.close() == []
    assert mock_server.client.clock().frozen


def test_a_clock_that_was_stopped_here_runs_again_afterwards(control: Control, mock_server: ServedServer) -> None:
    control.clock.freeze()
    assert control.close() == []
    assert not mock_server.client.clock().frozen


def test_a_device_of_somebody_else_is_left_alone(control: Control, mock_server: ServedServer) -> None:
    with pytest.raises(ControlError, match="was not created by this run"):
        control.revoke(mock_server.generate().id)


def test_a_server_that_is_gone_fails_the_operation_by_name(mock_server: ServedServer) -> None:
    with Client(mock_server.url) as client:
        control = AdminControl(client)
        control.obtain("esp32", "conform-1")
        mock_server.close()
        with pytest.raises(ControlError, match="cannot be reached") as raised:
            control.settings()
    assert raised.value.operation == "settings"


def test_what_cannot_be_put_back_is_named(control: Control, mock_server: ServedServer) -> None:
    identity = control.obtain("esp32", "conform-1").id
    control.put_settings({"maintenance": True})
    mock_server.close()
    left = control.close()
    assert left[0].startswith("settings are not put back: ")
    assert any(line.startswith(f"device {identity!r} ('conform-1'): ") for line in left)


def test_a_server_that_does_not_answer_is_not_asked_for_each_of_ten_thousand_devices(
    control: Control, mock_server: ServedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(9):
        control.obtain("esp32", f"fleet-{place}")
    asked: list[str] = []

    def silent(identity: str) -> None:
        asked.append(identity)
        raise UnreachableError("the server did not answer in time")

    with monkeypatch.context() as patch:
        patch.setattr(mock_server.client, "delete", silent)
        left = control.close()
    assert (len(asked), len(left)) == (3, 9)
    assert left[-1].endswith("('fleet-8'): not tried, for the server did not answer 3 times in a row")
    assert control.close() == []


def test_a_server_that_refuses_is_asked_for_each_device_all_the_same(
    control: Control, mock_server: ServedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(5):
        control.obtain("esp32", f"fleet-{place}")
    asked: list[str] = []

    def refusing(identity: str) -> None:
        asked.append(identity)
        raise ClientError("no")

    monkeypatch.setattr(mock_server.client, "delete", refusing)
    control.close()
    assert len(asked) == 5


def test_a_control_of_nothing_needs_nothing_and_leaves_nothing() -> None:
    assert (NoControl().needs, NoControl().close()) == (frozenset(), [])


def test_whoever_does_not_say_what_is_needed_is_found_out() -> None:
    with pytest.raises(NotImplementedError):
        NoControl().obtain("esp32", "conform-1")


def test_a_status_that_nobody_knows_fails_the_operation_by_name(
    control: Control, mock_server: ServedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = control.obtain("esp32", "conform-1").id
    shown = msgspec.structs.replace(mock_server.client.device(identity), status="GONE FISHING")
    monkeypatch.setattr(mock_server.client, "device", lambda _: shown)
    with pytest.raises(ControlError, match=r"^status: status 'GONE FISHING' of a device, expected one of P") as raised:
        control.status(identity)
    assert raised.value.operation == "status"
