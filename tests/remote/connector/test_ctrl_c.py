"""Ctrl-C at any moment, also a second one: what a run created is removed, or it is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.mock_server.client import NotServingError
from oceanhil.protocol.board import Board
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.connector import Operation
from oceanhil.remote.connector.control import Control
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.oceanremote import ConnectorControl
from oceanhil.remote.connector.operation import Value
from tests.remote.connector.files import DELETE, TOKEN, WHOLE
from tests.remote.connector.operators import Done, Perform, cleaned_up, operator_on

NAMELESS = '[operation.registration-token]\ncommand = ["make"]\n' + DELETE
VALUES = {"id": "d1", "token": "t", "now": "0", "settings": '{"maintenance":false}'}


def interrupting(name: str) -> Perform:
    """Do everything well but this."""

    def perform(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        del inputs
        if operation.spec.name == name:
            raise KeyboardInterrupt
        return {value: VALUES.get(value, "ONLINE") for value in operation.spec.gives}

    return perform


class InterruptedLedger(Ledger):
    """Ctrl-C is pressed when the first entry is about to be written down."""

    def __init__(self) -> None:
        super().__init__()
        self._is_interrupted = False

    def created(self, kind: str, identity: str, name: str = "") -> None:
        if not self._is_interrupted:
            self._is_interrupted = True
            raise KeyboardInterrupt
        super().created(kind, identity, name)


def test_a_device_whose_creation_is_interrupted_is_named() -> None:
    operator = operator_on(TOKEN + DELETE, Done(interrupting("registration-token")))
    with pytest.raises(KeyboardInterrupt):
        operator.perform("registration-token", {"board": "esp32", "name": "conform-7"})
    assert cleaned_up(operator) == ["device 'conform-7' may be there, its id is not known; look for it on the server"]


def test_a_device_that_has_its_name_as_id_is_removed_though_its_creation_was_interrupted() -> None:
    done = Done(interrupting("registration-token"))
    operator = operator_on(NAMELESS, done)
    with pytest.raises(KeyboardInterrupt):
        operator.perform("registration-token", {"board": "esp32", "name": "conform-7"})
    assert cleaned_up(operator) == []
    assert (done.asked[-1][0], done.asked[-1][1]["id"]) == ("delete", "conform-7")


def test_a_device_is_removed_though_the_run_ended_before_it_was_written_down() -> None:
    done = Done(interrupting(""))
    operator = operator_on(TOKEN + DELETE, done, InterruptedLedger())
    with pytest.raises(KeyboardInterrupt):
        operator.perform("registration-token", {"board": "esp32", "name": "conform-7"})
    assert cleaned_up(operator) == []
    assert (done.asked[-1][0], done.asked[-1][1]["id"]) == ("delete", "d1")


def test_what_an_interrupted_clean_up_did_not_come_to_is_named() -> None:
    ledger = Ledger()
    ledger.created("device", "d1")
    ledger.created("device", "d2")
    left = cleaned_up(operator_on(DELETE, Done(interrupting("delete")), ledger))
    assert left == [f"device {name!r}: the clean-up was interrupted" for name in ("d2", "d1")]
    assert len(ledger.entries) == 2


def test_levers_that_an_interrupted_clean_up_did_not_put_back_are_named() -> None:
    done = Done(interrupting(""))
    control = ConnectorControl(operator_on(WHOLE, done))
    control.obtain("esp32", "conform-7")
    control.put_settings({"maintenance": False})
    control.clock.advance(60)
    done.does(interrupting("clock-reset"))
    left = [line.partition(": the clean-up was interrupted")[0] for line in control.close()]
    assert left == [
        "the server's clock is 60 s fast",
        "setting 'maintenance' is not put back",
        "device 'd1' ('conform-7')",
    ]
    assert (control.was_interrupted, control.is_impaired) == (True, True)


@pytest.fixture
def interrupted_control(mock_server: ServedServer, monkeypatch: pytest.MonkeyPatch) -> Control:
    """A control that was interrupted when the server had made its device 'conform-7', before the answer came."""
    control: Control = AdminControl(mock_server.client)
    generate = mock_server.client.generate

    def interrupted(board: Board, name: str) -> None:
        generate(board, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(mock_server.client, "generate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        control.obtain("esp32", "conform-7")
    monkeypatch.undo()
    return control


def test_a_device_of_a_mock_server_whose_creation_is_interrupted_is_found_by_its_name_and_removed(
    mock_server: ServedServer, interrupted_control: Control
) -> None:
    mock_server.client.generate(Board.ESP32, "of-somebody-else")
    assert interrupted_control.close() == []
    assert [device.name for device in mock_server.client.devices()] == ["of-somebody-else"]


def test_a_device_of_a_mock_server_that_cannot_be_looked_for_is_named(
    mock_server: ServedServer, interrupted_control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise NotServingError("its answer has another form")

    monkeypatch.setattr(mock_server.client, "devices", refused)
    (left,) = interrupted_control.close()
    assert left.startswith("device 'conform-7' may be there; look for it on the server: ")


def test_devices_of_a_mock_server_that_an_interrupted_clean_up_left_are_named(
    mock_server: ServedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    control: Control = AdminControl(mock_server.client)
    made = [control.obtain("esp32", "conform-7").id, control.obtain("esp32", "conform-8").id]

    def interrupted(_identity: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mock_server.client, "delete", interrupted)
    left = control.close()
    assert [identity in line for identity, line in zip(made, left, strict=True)] == [True, True]
    assert control.was_interrupted
