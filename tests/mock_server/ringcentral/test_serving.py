"""The service on a port, and `oceanhil serve --profile ringcentral`."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from click.testing import CliRunner

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.commands.serve import serve
from oceanhil.app.serving.service import make_service
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.profile import load_profile

ME = "/restapi/v1.0/account/~/extension/~"


@pytest.fixture
def url() -> Iterator[str]:
    with BackgroundServer(TokenService(load_profile(), 7)) as server:
        yield server.url


def test_a_whole_life_over_http(url: str) -> None:
    app, user = (requests.post(f"{url}/_admin/{name}", timeout=10).json() for name in ("apps", "users"))
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": user["jwt"]}
    client = (app["client_id"], app["client_secret"])
    tokens = requests.post(f"{url}/restapi/oauth/token", data=form, auth=client, timeout=10).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert requests.get(url + ME, headers=bearer, timeout=10).json()["id"] == int(user["id"])
    revoked = requests.post(
        f"{url}/restapi/oauth/revoke", data={"token": tokens["access_token"]}, auth=client, timeout=10
    )
    assert (revoked.status_code, revoked.content) == (200, b"")
    assert requests.get(url + ME, headers=bearer, timeout=10).json()["errors"][0]["errorCode"] == "OAU-213"


def test_metrics_count_sessions_and_name_the_profile(url: str) -> None:
    requests.get(url + ME, timeout=10)
    text = requests.get(f"{url}/metrics", timeout=10).text
    assert 'oceanhil_server_info{profile="ringcentral"} 1.0' in text
    assert 'oceanhil_sessions{state="live"} 0.0' in text
    assert f'path="{ME}"' in text


def test_the_dashboard_is_there_and_everything_it_loads(url: str) -> None:
    assert requests.get(url, timeout=10).status_code == 200
    for path in ("clock", "settings", "devices", "health", "faults", "journal"):
        assert requests.get(f"{url}/_admin/{path}", timeout=10).status_code == 200


def test_the_description_is_of_this_services_api(url: str) -> None:
    assert requests.get(f"{url}/openapi.json", timeout=10).json()["x-oceanhil-profile"] == "ringcentral"


def test_a_connection_ends_as_a_fault_rule_says(url: str) -> None:
    rule = {"fault": {"kind": "drop_response"}, "times": 1}
    requests.post(f"{url}/_admin/faults", json=rule, timeout=10)
    with pytest.raises(requests.ConnectionError):
        requests.get(url + ME, timeout=10)
    assert requests.get(url + ME, timeout=10).status_code == 401


def test_the_name_of_a_profile_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(make_service(Path("ringcentral"), 7), TokenService)
    assert isinstance(make_service(Path("oceanremote"), 7), Core)
    assert isinstance(make_service(None, 7), Core)


def test_a_file_is_laid_over_the_profile_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[profile]\nbase = "ringcentral"\n[server]\nsession_limit = 1\n', "utf-8")
    assert make_service(file, 7).settings()["session_limit"] == 1


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("ringcentrl", "--profile is 'ringcentrl', expected a file or a service; did you mean 'ringcentral'?"),
        ("missing.toml", "missing.toml: cannot be read"),
    ],
)
def test_neither_a_name_nor_a_file_is_refused(profile: str, said: str) -> None:
    with pytest.raises(WrongInputError) as refused:
        make_service(Path(profile), 7)
    assert said in refused.value.message


def test_a_file_that_names_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[profile]\nbase = "nobody"\n', "utf-8")
    with pytest.raises(WrongInputError, match="no service has the name 'nobody'"):
        make_service(file, 7)


@pytest.mark.parametrize(
    "option",
    [
        ("--db", "x.sqlite"),
        ("--devices", "esp32"),
        ("--upstream", "http://127.0.0.1:1"),
        ("--record", "x.jsonl"),
    ],
)
def test_options_of_the_other_service_are_refused(option: tuple[str, str]) -> None:
    result = CliRunner().invoke(serve, ["--profile", "ringcentral", "--port", "0", *option])
    assert isinstance(result.exception, SystemExit | WrongInputError)
    message = result.output or str(getattr(result.exception, "message", ""))
    assert f"{option[0]} does not go with profile 'ringcentral'" in message


def test_the_seed_makes_secrets_repeatable() -> None:
    made = [TokenService(load_profile(), 7).add_user("alice") for _ in range(2)]
    assert json.dumps(made[0].jwt) == json.dumps(made[1].jwt)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            b"nonsense",
            {"errorCode": "CMN-104", "message": "Malformed request"},
        ),
        (
            b"POST /restapi/oauth/token HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nContent-Length: 1",
            {"error": "invalid_request", "error_description": "unknown expectation, expected 100-continue"},
        ),
    ],
)
def test_broken_http_is_answered_in_the_services_own_form(url: str, head: bytes, body: dict[str, str]) -> None:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 10) as connection:
        connection.sendall(head + b"\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    said = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert {name: said.get(name) for name in body} == body
    assert said["errors"][0]["errorCode"] == "CMN-104"
