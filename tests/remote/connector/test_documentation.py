"""docs/connectors.md and the code say the same, and what it shows works."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.remote.connector.access import Access, open_control, with_headers
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.control import DELETE, STATUS, TOKEN, Control
from oceanhil.remote.connector.form import (
    HttpForm,
    LimitsForm,
    SecretForm,
    ServerForm,
    WholeOperationForm,
)
from oceanhil.remote.connector.oceanremote import OPERATIONS
from oceanhil.remote.connector.operation import OperationSpec
from oceanhil.remote.connector.ringcentral.side import OPERATIONS as TOKEN_OPERATIONS
from oceanhil.remote.wire.pace import NoPace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.docs.pieces import ROOT, Page
from tests.remote.connector.operators import real_operator
from tests.remote.connector.test_questions import Scripted

PAGE = Page(ROOT / "docs" / "connectors.md")
SECRETS = {name: f"the {name}" for name in ("STAGING_KEY", "CI_GATEWAY_KEY", "CLIENT_ID", "CLIENT_SECRET", "USER_JWT")}
SECRETS["GATEWAY_KEY"] = "the key of the gateway"
START, BY_HTTP, BY_COMMAND, BY_PERSON, IN_TEXTS, IN_ANOTHER = (block.text for block in PAGE.code("toml"))


def connector_of(text: str, folder: Path = Path(), specs: Sequence[OperationSpec] = OPERATIONS) -> Connector:
    return parse_connector(text, folder / "connector.toml", specs, SECRETS)


@pytest.mark.parametrize("text", [START, BY_HTTP, BY_COMMAND, BY_PERSON])
def test_every_file_on_the_page_is_right(text: str) -> None:
    assert "registration-token" in connector_of(text).operations


def test_secrets_come_from_where_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "staging.key").write_text("from the file\n")
    assert connector_of(IN_TEXTS, tmp_path).headers == {"x-gateway-key": "the CI_GATEWAY_KEY"}


def test_the_file_for_another_service_is_right() -> None:
    assert set(connector_of(IN_ANOTHER, specs=TOKEN_OPERATIONS).operations) == {"app", "user"}


def test_every_operation_is_in_the_table_in_order_with_what_it_may_use() -> None:
    rows = PAGE.table("Operations")
    assert [row[0] for row in rows] == [spec.name for spec in OPERATIONS]
    for row, spec in zip(rows, OPERATIONS, strict=True):
        takes = spec.takes if not spec.acts_on else (spec.takes[0], "name", *spec.takes[1:])
        assert row[2].split() == [f"{{{name}}}" for name in takes], spec.name
        assert all(name in row[3] for name in spec.gives)
        assert all(word in row[3] for word in spec.words)


def test_the_operations_of_the_other_service_are_in_its_table() -> None:
    named = [name for row in PAGE.table("Another service") for name in row[0].split(", ")]
    shared = {spec.name for spec in OPERATIONS}
    assert named == [spec.name for spec in TOKEN_OPERATIONS if spec.name not in shared]


@pytest.mark.parametrize(
    ("heading", "form"),
    [
        ("[server]", ServerForm),
        ("[limits]", LimitsForm),
        ("[http]", HttpForm),
        ("[operation.NAME]", WholeOperationForm),
        ("[secrets.NAME]", SecretForm),
    ],
)
def test_every_key_is_in_its_table(heading: str, form: type[msgspec.Struct]) -> None:
    keys = [row[0] for row in PAGE.table(f"`{heading}`")]
    assert sorted(keys) == sorted(field.name for field in msgspec.structs.fields(form))


@pytest.mark.slow
def test_the_file_by_http_runs_the_contract_on_a_mock_server(mock_server: ServedServer, tmp_path: Path) -> None:
    """The whole way: a foreign backend, of which only the calls of the page are known."""
    suite, connector = load_suite("oceanremote"), connector_of(BY_HTTP)
    ids = frozenset(item.id for item in suite.items if item.topic in {"registration", "revoke", "claim", "status"})
    target = with_headers(Target(mock_server.url), connector)
    with closing(open_control(target, suite.side, suite.admin, Access(connector=connector, state=tmp_path))) as opened:
        setup = Setup(wire_to=lambda heard: Wire(target, NoPace(), heard), control=opened.control, trials_max=1)
        with closing(suite.run(ids, setup)) as trials:
            results = list(trials)
        assert opened.control.close() == []
    assert {result.verdict for result in results} == {ItemVerdict.CONFORMS}
    assert not any(secret in msgspec.json.encode(results).decode() for secret in SECRETS.values())
    assert mock_server.devices() == []


def used_well(control: Control, server: ServedServer) -> None:
    assert {TOKEN, DELETE} <= control.needs
    obtained = control.obtain("picow", "conform-1")
    (device,) = server.devices()
    assert (device.board, device.name) == ("picow", "conform-1")
    assert obtained.token.startswith("oc_reg_")
    if STATUS in control.needs:
        assert control.status(obtained.id) is DeviceStatus.PENDING
    assert control.close() == []


@pytest.mark.slow
def test_the_command_and_its_script_work(
    mock_server: ServedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (script,) = PAGE.code("python")
    (tmp_path / "devices.py").write_text(script.text)
    monkeypatch.setenv("DEVICES_API", f"{mock_server.url}/_admin/devices")
    text = BY_COMMAND.replace('"python3"', f'"{Path(sys.executable).as_posix()}"')
    suite = load_suite("oceanremote")
    with real_operator(text, "http://127.0.0.1:9", folder=tmp_path, environment=SECRETS) as operator:
        used_well(suite.side.by_connector(operator), mock_server)
    assert mock_server.devices() == []


class Clerk(Scripted):
    """A person at the dashboard of a mock server."""

    def __init__(self, server: ServedServer) -> None:
        super().__init__()
        self._server = server
        self._identity = ""

    def ask(self, question: str, wanted: str, *, secret: bool) -> str:
        del secret
        if "Add a device" in question:
            words = question.split()
            generated = self._server.generate(words[4].strip("()"), words[3])
            self._identity = generated.id
            return generated.registration_token
        if "Delete" in question:
            self._server.client.delete(self._identity)
        return ""


def test_a_person_can_do_it_all(mock_server: ServedServer) -> None:
    suite = load_suite("oceanremote")
    with real_operator(BY_PERSON, "http://127.0.0.1:9", prompt=Clerk(mock_server)) as operator:
        used_well(suite.side.by_connector(operator), mock_server)
    assert mock_server.devices() == []
