"""An operation that does nothing, or something else, is the connector's fault: no item blames the server for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.command.exit_code import exit_code
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.operation import Value
from tests.conformance.seeded.message_bugs import keeps_answers
from tests.remote.connector.meddled_backend import (
    OTHERS,
    SUITE,
    Backend,
    Does,
    Served,
    fails,
    nothing,
    report_of,
    verdicts,
)


def canned(**values: str) -> Does:
    return lambda _: values


def created_without_token(backend: Backend) -> None:
    def create(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        return {**backend.well("registration-token", inputs), "token": "oc_reg_" + "A" * 43}

    backend.faults["registration-token"] = create


def doing_nothing(name: str) -> Callable[[Backend], None]:
    def fault(backend: Backend) -> None:
        backend.faults[name] = nothing

    return fault


def same_token_again(backend: Backend) -> None:
    tokens: dict[Value, str] = {}

    def create(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        values = backend.well("registration-token", inputs)
        tokens[values["id"]] = values["token"]
        return values

    backend.faults |= {
        "registration-token": create,
        "regenerate": lambda inputs: {"token": tokens[inputs["id"]]},
    }


def says_online(backend: Backend) -> None:
    backend.faults["status"] = canned(status="ONLINE")


def acts_on_another_device(backend: Backend) -> None:
    other = backend.client.generate(Board.ESP32, "not-of-this-run").id
    backend.faults["set-state"] = lambda inputs: backend.well("set-state", {**inputs, "id": other})


DEVICE_FAULTS: Mapping[str, tuple[Callable[[Backend], None], str, str]] = {
    "canned token": (created_without_token, "registration-token", "registration/accepted"),
    "regenerate does nothing": (same_token_again, "regenerate", "registration-renewal/regenerated"),
    "revoke does nothing": (doing_nothing("revoke"), "revoke", "registration-renewal/revoked"),
    "delete does nothing": (doing_nothing("delete"), "delete", "registration-renewal/deleted-is-added-again"),
    "status is constant": (says_online, "status", "status/pending"),
    "set-state does nothing": (doing_nothing("set-state"), "set-state", "poll/relay1-switched"),
    "set-state of another": (acts_on_another_device, "set-state", "poll/relay1-switched"),
}


@pytest.mark.parametrize("name", DEVICE_FAULTS)
def test_an_operation_that_is_answered_well_and_does_nothing_accuses_nobody(
    name: str, backend: Backend, mock_server: ServedServer
) -> None:
    fault, operation, identity = DEVICE_FAULTS[name]
    fault(backend)
    ids = tuple(item.id for item in SUITE.items if any(need.name == operation for need in item.needs))
    assert identity in ids
    report = report_of(backend, mock_server, (*ids, "poll/no-token"))
    assert [result.id for result in report.results if result.verdict is ItemVerdict.VIOLATES] == []
    result = next(result for result in report.results if result.id == identity)
    assert (result.verdict, operation in result.missing) == (ItemVerdict.UNTESTABLE, True)
    assert f"{operation}: the operation does not do what it says: " in result.found
    assert exit_code(report, Kind.FACT) == 1


def test_of_relays_that_are_not_switched_it_is_said_what_a_poll_told(
    backend: Backend, mock_server: ServedServer
) -> None:
    doing_nothing("set-state")(backend)
    (result,) = report_of(backend, mock_server, ("poll/relay1-switched",)).results
    assert result.found == (
        "set-state: the operation does not do what it says: a poll tells relay1 = false whether it was switched on or"
        " off; see whether it acts on the device with {id}, and what it makes of {on}"
    )


def test_a_cache_before_polls_is_not_the_connectors_fault() -> None:
    ids = ("poll/relay1-switched", "poll/no-kept-answer")
    with ServerLoop() as servers:
        server = servers.start(keeps_answers)
        with Client(server.url) as client:
            served = Served(server.url, client)
            report = report_of(Backend(served), served, ids)
        servers.stop(server)
    assert verdicts(report) == dict.fromkeys(ids, ItemVerdict.VIOLATES)


def test_what_a_delete_that_does_nothing_left_is_named(backend: Backend, mock_server: ServedServer) -> None:
    doing_nothing("delete")(backend)
    report = report_of(backend, mock_server, ("registration-renewal/deleted-is-added-again",))
    there = {device.id for device in mock_server.devices()}
    assert there
    assert all(any(repr(identity) in line for line in report.left_behind) for identity in there)


@pytest.mark.long
def test_a_setting_that_does_not_take_is_the_connectors_fault(backend: Backend, mock_server: ServedServer) -> None:
    backend.faults["put-setting"] = nothing
    ids = tuple(item.id for item in SUITE.items if any(need.name == "settings" for need in item.needs))
    report = report_of(backend, mock_server, ids)
    changing = [result for result in report.results if result.id != "limits/bench-is-let-in"]
    assert {result.verdict for result in changing} == {ItemVerdict.UNTESTABLE}
    assert all("'settings' shows" in result.found for result in changing)
    assert exit_code(report, Kind.FACT) == 1


def without_maintenance(backend: Backend) -> None:
    """Be a server that has no maintenance mode: neither listed nor to be set."""

    def put(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        return fails("put-setting") if "maintenance" in str(inputs["setting"]) else backend.well("put-setting", inputs)

    def settings(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        listed = backend.client.settings()
        kept = {name: value for name, value in listed.items() if "maintenance" not in name}
        return {"settings": msgspec.json.encode(kept).decode()}

    backend.faults |= {"put-setting": put, "settings": settings}


@pytest.mark.slow
def test_a_server_without_a_maintenance_mode_is_no_broken_connector(
    backend: Backend, mock_server: ServedServer
) -> None:
    without_maintenance(backend)
    maintenance = tuple(item.id for item in SUITE.items if item.topic == "maintenance")
    report = report_of(backend, mock_server, (*maintenance, "limits/api-figure", *OTHERS))
    assert {result.missing for result in report.results if result.id in maintenance} == {("setting:maintenance",)}
    assert not any(result.given_up for result in report.results)
    assert verdicts(report)["limits/api-figure"] is ItemVerdict.CONFORMS
    assert exit_code(report, Kind.FACT) == 0
