"""Reading a connector file: every mistake in it is found, and named with its line and the nearest valid word."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from oceanhil.host.untrusted import refusal
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import is_untrusted, read_text
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.toml_form import Mistakes, read_form
from oceanhil.protocol.wording import os_reason
from oceanhil.remote.connector.connector import Connector, FleetConsent, Operation
from oceanhil.remote.connector.form import TABLES, FleetForm, HttpForm, LimitsForm, SecretForm, ServerForm
from oceanhil.remote.connector.operation import OperationSpec
from oceanhil.remote.connector.operation_tables import OperationTables
from oceanhil.remote.connector.template import Texts
from oceanhil.remote.wire.pace import Limits


class ConnectorFileError(Exception):
    """A connector file cannot be used: everything that is wrong in it, a line for each."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_connector(
    path: Path, operations: Sequence[OperationSpec], environment: Mapping[str, str] = os.environ
) -> Connector:
    """Read the connector at `path` for a service with these operations.

    Secrets are taken from `environment` or from files beside it. Raises ConnectorFileError with all mistakes.
    """
    try:
        text = read_text(path)
    except OSError as error:
        raise ConnectorFileError((f"{path}: cannot be read: {os_reason(error)}",)) from None
    except DataFileError as error:
        raise ConnectorFileError((f"{path}: cannot be read: it {error.what}",)) from None
    return parse_connector(text, path, operations, environment)


def parse_connector(
    text: str, path: Path, operations: Sequence[OperationSpec], environment: Mapping[str, str]
) -> Connector:
    """Read the `text` of a connector that stands in the file `path`; relative paths in it begin at its folder."""
    mistakes = Mistakes(path, text)
    document = mistakes.tables()
    if document is None:
        raise ConnectorFileError(mistakes.all())
    connector = _Reading(mistakes, path, operations, environment).connector(document)
    if found := mistakes.all():
        raise ConnectorFileError(found)
    return connector


class _Reading:
    """One reading of a file; what is wrong goes to `mistakes`, and the reading goes on."""

    def __init__(
        self, mistakes: Mistakes, path: Path, operations: Sequence[OperationSpec], environment: Mapping[str, str]
    ) -> None:
        self._mistakes = mistakes
        self._path = path
        self._specs = {spec.name: spec for spec in operations}
        self._texts = Texts(mistakes, path.parent, environment)

    def connector(self, document: Mapping[str, object]) -> Connector:
        for word in document.keys() - set(TABLES):
            self._mistakes.add((word,), f"unknown table or key {word!r}; {suggestion(word, TABLES)}")
        tables = {word: self._table(document, word) for word in TABLES}
        for name, table in self._named(tables["secrets"], "secrets"):
            if (form := read_form(SecretForm, table, ("secrets", name), self._mistakes)) is not None:
                self._texts.declare(name, form)
        server = read_form(ServerForm, tables["server"], ("server",), self._mistakes) or ServerForm()
        limits = read_form(LimitsForm, tables["limits"], ("limits",), self._mistakes) or LimitsForm()
        fleet = read_form(FleetForm, tables["fleet"], ("fleet",), self._mistakes) if "fleet" in document else None
        http = read_form(HttpForm, tables["http"], ("http",), self._mistakes) or HttpForm()
        if is_untrusted():
            for word in ("url", "ca"):
                if value := getattr(http, word):
                    self._mistakes.add(("http", word), refusal(f"{word} {value!r} is not the server that is tried"))
        headers = self._texts.headers(server.headers, ("server", "headers"), ())
        operations = self._operations(tables["operation"], http)
        self._texts.check_unused()
        return Connector(
            path=self._path,
            name=server.name or self._path.stem,
            hosts=tuple(host.lower() for host in server.hosts),
            is_production=server.production,
            device_headers={name.lower(): text for name, text in headers.items()},
            limits=Limits(
                requests_per_s=limits.requests_per_s,
                registrations_per_min=limits.registrations_per_min,
                connections=limits.connections,
            ),
            fleet=None if fleet is None else FleetConsent(fleet.devices, fleet.requests_per_s),
            base_url=http.url,
            ca_file=str(self._path.parent / Path(http.ca).expanduser()) if http.ca else "",
            secrets=self._texts.secrets,
            operations=operations,
            possible=tuple(self._specs.values()),
        )

    def _operations(self, tables: Mapping[str, object], http: HttpForm) -> Mapping[str, Operation]:
        common = self._texts.headers(http.headers, ("http", "headers"), ())
        reading = OperationTables(self._mistakes, self._texts, self._path.parent, common)
        found: dict[str, Operation] = {}
        for name, table in self._named(tables, "operation"):
            spec = self._specs.get(name)
            if spec is None:
                self._mistakes.add(("operation", name), f"unknown operation {name!r}; {suggestion(name, self._specs)}")
            elif (operation := reading.operation(spec, table)) is not None:
                found[name] = operation
        return found

    def _table(self, document: Mapping[str, object], word: str) -> Mapping[str, object]:
        table = document.get(word, {})
        if isinstance(table, dict):
            return table
        self._mistakes.add((word,), f"{word} is {table!r}; expected a table, '[{word}]'")
        return {}

    def _named(self, tables: Mapping[str, object], family: str) -> list[tuple[str, Mapping[str, object]]]:
        found: list[tuple[str, Mapping[str, object]]] = []
        for name, table in tables.items():
            if isinstance(table, dict):
                found.append((name, table))
            else:
                self._mistakes.add((family, name), f"{name!r} is no table; expected '[{family}.{name}]'")
        return found
