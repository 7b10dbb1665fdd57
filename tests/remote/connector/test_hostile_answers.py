"""What a hostile or broken own side of a server answers cannot hold a run up, or lead a call or a command astray."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.remote.connector.control import ControlError, DoubtfulError
from oceanhil.remote.connector.ledger import Ledger
from tests.conformance.raw_server import serving
from tests.remote.connector.files import DELETE, TOKEN
from tests.remote.connector.foreign import Told, answering
from tests.remote.connector.operators import cleaned_up, real_operator

COMMAND = f"[operation.delete]\ncommand = [{sys.executable!r}, 'program.py', '{{id}}']\n"
NEW = {"board": "esp32", "name": "conform-7"}


@pytest.fixture
def told() -> Iterator[Told]:
    answer = Told()
    with answering(answer):
        yield answer


def ledger_of(identity: str) -> Ledger:
    ledger = Ledger()
    ledger.created("device", identity)
    return ledger


@pytest.mark.parametrize("identity", ["", ".", ".."])
def test_an_id_that_would_climb_in_a_path_is_sent_nowhere(told: Told, identity: str) -> None:
    with real_operator(DELETE, told.url, ledger=ledger_of(identity)) as operator:
        (line,) = cleaned_up(operator)
    assert "cannot stand in a path" in line
    assert told.requests == []


def test_a_command_never_takes_an_id_for_an_option(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("open('ran', 'w')")
    ledger = ledger_of("--all")
    with (
        real_operator(COMMAND, "http://127.0.0.1:9", ledger=ledger, folder=tmp_path) as operator,
        pytest.raises(ControlError, match=r"take 'id' for an option.*let it read OCEANHIL_ID from its environment"),
    ):
        operator.perform("delete", {"id": "--all"})
    assert not (tmp_path / "ran").exists()


def test_json_that_is_nested_too_deeply_is_no_json(told: Told) -> None:
    told.body = '{"id":' + "[" * 100_000 + "]" * 100_000 + "}"
    with real_operator(TOKEN, told.url) as operator, pytest.raises(DoubtfulError, match="expected JSON"):
        operator.perform("registration-token", NEW)


@pytest.mark.parametrize("half", ["\\ud800", "\\uDC80", "a\\udbff\\n"])
def test_half_a_surrogate_pair_of_somebody_s_request_spoils_no_answer(told: Told, half: str) -> None:
    told.body = f'{{"id": 7, "registration_token": "oc_reg_abc", "log": ["GET /{half}"]}}'
    with real_operator(TOKEN, told.url) as operator:
        assert operator.perform("registration-token", NEW)["id"] == "7"


def test_what_has_half_a_pair_and_is_no_json_stays_none(told: Told) -> None:
    told.body = '{"id": NaN, "log": "\\ud800"}'
    with real_operator(TOKEN, told.url) as operator, pytest.raises(DoubtfulError, match="expected JSON"):
        operator.perform("registration-token", NEW)


@pytest.mark.parametrize("status", [204, 500, 504])
def test_a_device_may_be_there_though_the_answer_is_no_success(told: Told, status: int) -> None:
    told.status, told.body = status, ""
    with real_operator(TOKEN + "status = 201\n" + DELETE, told.url) as operator:
        with pytest.raises(ControlError, match=f"was answered with {status}; expected 201"):
            operator.perform("registration-token", NEW)
        assert cleaned_up(operator)[0].startswith("device 'conform-7' may be there")


def test_a_device_is_not_there_if_the_answer_is_a_refusal(told: Told) -> None:
    told.status = 403
    with real_operator(TOKEN + DELETE, told.url) as operator:
        with pytest.raises(ControlError, match="was answered with 403"):
            operator.perform("registration-token", NEW)
        assert cleaned_up(operator) == []


def test_an_answer_that_comes_byte_by_byte_is_given_up_in_time() -> None:
    is_over = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not is_over.wait(0.05):
            connection.sendall(b"x")

    with serving(serve) as port, real_operator(TOKEN + "timeout_s = 0.3\n", f"http://127.0.0.1:{port}") as operator:
        with pytest.raises(DoubtfulError, match=r"was not answered in 0\.3 s"):
            operator.perform("registration-token", NEW)
        is_over.set()
