"""The sketch that a dashboard offers."""

import io
import json
import zipfile
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType

import pytest

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving.option_groups import NetworkOptions
from oceanhil.app.serving.server import dashboard_extras
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.mock_server.core.site import show
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile

TOKEN = "oc_reg_" + "a" * 43
PLAIN = NetworkOptions()
ORDER = {"board": "picow", "registration_token": TOKEN, "ssid": "Net", "password": "correct horse", "server": ""}


def order(
    method: str = "POST", changes: Mapping[str, object] = MappingProxyType({}), network: NetworkOptions = PLAIN
) -> HttpResponse:
    page = next(page for page in dashboard_extras(None, network) if page.path == "/dashboard/sketch")
    assert page.is_guarded
    body = json.dumps({**ORDER, **changes}).encode()
    return show(page, HttpRequest(method, page.path, {"content-type": "application/json"}, body))


def test_reports_of_a_file_are_refused_and_a_folder_may_come_later(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("")
    with pytest.raises(WrongInputError, match="is no folder, expected one with HTML reports"):
        dashboard_extras(file)
    assert any(page.path == "/reports/" for page in dashboard_extras(tmp_path / "later"))


def test_a_sketch_holds_what_was_ordered() -> None:
    answer = order(changes={"server": "http://192.168.1.10:8080"})
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    names = [Path(name) for name in archive.namelist()]
    assert {name.parts[0] for name in names} == {"oceanremote-picow"}
    secrets = archive.read(next(str(name) for name in names if name.name == "secrets.h")).decode()
    assert all(value in secrets for value in (TOKEN, '"Net"', '"correct horse"', "http://192.168.1.10:8080"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"board": "uno"}, "unknown board 'uno'; known: esp32, "),
        ({"ssid": ""}, "the SSID has 0 bytes, expected 1 to 32"),
        ({"password": "short"}, "the Wi-Fi password has 5 bytes"),
        ({"server": "ftp://x"}, "server 'ftp://x' is not a base URL"),
        ({"extra": 1}, "unknown field"),
        ({"registration_token": f"{TOKEN} "}, "the registration token is not"),
    ],
)
def test_a_wrong_order_is_refused_without_a_secret(changes: dict[str, object], error: str) -> None:
    answer = order(changes=changes)
    assert answer.status == 400
    assert error in json.loads(answer.body)["error"]
    assert TOKEN not in answer.body.decode()
    assert "see --" not in answer.body.decode()


@pytest.mark.parametrize(("server", "count"), [("https://192.168.1.10:8443", 1), ("http://192.168.1.10:8080", 0)])
def test_a_sketch_for_https_trusts_the_bench_ca(server: str, count: int, tmp_path: Path) -> None:
    network = NetworkOptions(is_tls=True, ca_dir=tmp_path)
    answer = order(changes={"server": server}, network=network)
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    secrets = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("/secrets.h"))
    assert secrets.count("BEGIN CERTIFICATE") == count


def test_a_sketch_cannot_be_had_by_a_link() -> None:
    answer = order("GET")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/dashboard/sketch"), ("GET", "/reports/"), ("GET", "/reports/a.html")]
)
def test_sketches_and_reports_are_for_those_with_access(method: str, path: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("report", "utf-8")
    core = Core(load_profile(), 1)
    with BackgroundServer(core, AccessPolicy("key"), pages=dashboard_extras(tmp_path)) as server:
        assert ask(server.port, method, path, {}) == 401
        assert ask(server.port, method, path, {"Authorization": "Bearer key", "Origin": "http://evil.example"}) == 403
        assert ask(server.port, method, path, {"Authorization": "Bearer key"}) == 200


def ask(port: int, method: str, path: str, headers: Mapping[str, str]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        body = json.dumps(ORDER) if method == "POST" else None
        connection.request(method, path, body, {**headers, "Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()
