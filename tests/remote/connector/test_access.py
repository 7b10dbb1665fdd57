"""The way to the own side of a target."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from oceanhil.app.fixtures.mock_server import MakeMockServer
from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.oceanremote.suite import make_suite
from oceanhil.remote.connector.access import (
    Access,
    Opened,
    clean_up,
    find_mock_server,
    open_control,
    with_headers,
)
from oceanhil.remote.connector.control import TOKEN, NoControl
from oceanhil.remote.wire.pace import Limits
from oceanhil.remote.wire.target import Target, TargetError
from tests.remote.connector.files import DELETE, WHOLE, read
from tests.remote.connector.foreign import Told, answering
from tests.remote.connector.test_ledger import abandoned

SUITE = make_suite(None)


def opened(url: str, access: Access) -> Opened:
    return open_control(Target(url), SUITE.side, SUITE.admin, access)


def test_a_mock_server_on_loopback_is_found_and_has_no_limits(mock_server: ServedServer, tmp_path: Path) -> None:
    with closing(opened(mock_server.url, Access(state=tmp_path))) as found:
        assert found.is_mock_server
        assert found.limits == Limits()
        assert TOKEN in found.control.needs


def test_a_connector_goes_before_the_admin_side(mock_server: ServedServer, tmp_path: Path) -> None:
    with closing(opened(mock_server.url, Access(connector=read(DELETE), state=tmp_path))) as found:
        assert not found.is_mock_server
        assert [need.name for need in found.control.needs] == ["delete"]
        assert found.limits == Limits(requests_per_s=20, registrations_per_min=2, connections=10)


def test_a_foreign_server_without_connector_has_only_its_devices_side(tmp_path: Path) -> None:
    with (
        answering(Told(status=404, body="no")) as url,
        closing(opened(url, Access(state=tmp_path))) as found,
    ):
        assert isinstance(found.control, NoControl)
        assert found.limits.requests_per_s == 20


def test_a_host_elsewhere_is_not_asked_for_an_admin_side_without_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("oceanhil.remote.connector.access.Client")
    assert find_mock_server(Target("http://192.0.2.1"), None) is None


def test_a_missing_or_wrong_key_is_told(make_mock_server: MakeMockServer) -> None:
    server = make_mock_server(admin_key="right-key-1234567890")
    for key in (None, "wrong-key"):
        with pytest.raises(TargetError, match=r"its admin side: .*pass the key") as raised:
            find_mock_server(Target(server.url), key)
        assert "wrong-key" not in str(raised.value)


def test_a_key_for_a_server_that_has_no_admin_side_is_told() -> None:
    with (
        answering(Told(status=404, body="no")) as url,
        pytest.raises(TargetError, match=r"its admin side: .* is no mock server"),
    ):
        find_mock_server(Target(url), "some-key-1234567890")


def test_a_state_folder_that_cannot_be_used_is_told_before_anything_is_created(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetError, match="choose another folder"):
        opened("http://127.0.0.1:9", Access(connector=read(DELETE), state=tmp_path / "file"))


def test_what_a_killed_run_left_is_removed_by_the_next_command(mock_server: ServedServer, tmp_path: Path) -> None:
    theirs, left = mock_server.generate().id, mock_server.generate().id
    abandoned(tmp_path, left, url=mock_server.url)
    cleaned = clean_up(Target(mock_server.url), read(DELETE), Access(state=tmp_path))
    assert (cleaned.removed, cleaned.left) == (1, ())
    assert [device.id for device in mock_server.devices()] == [theirs]


def test_a_run_tells_what_earlier_ones_left(mock_server: ServedServer, tmp_path: Path) -> None:
    abandoned(tmp_path, "d1", "d2", url=mock_server.url)
    connector = read(DELETE)
    found = opened(mock_server.url, Access(connector=connector, state=tmp_path))
    assert found.control.close() == []
    command = f"oceanhil conform {mock_server.url} --connector {connector.path} --clean-up"
    assert found.notes == (f"earlier runs left 2 of their devices there; remove them: {command}",)


def test_the_keys_of_a_gateway_go_into_the_target_and_not_into_its_text() -> None:
    target = with_headers(Target("https://staging.example"), read(WHOLE))
    assert target.headers == {"x-gateway-key": "gateway-77"}
    assert target.lent == {"gateway-77": "GATEWAY_KEY"}
    assert "gateway-77" not in repr(target)


def test_a_connector_for_other_hosts_is_refused_before_its_secrets_go_anywhere(tmp_path: Path) -> None:
    connector = read(f'[server]\nname = "staging"\nhosts = ["Staging.example"]\n{DELETE}')
    assert with_headers(Target("https://staging.EXAMPLE:444"), connector).headers == {}
    for refuse in (
        lambda: with_headers(Target("https://live.example"), connector),
        lambda: clean_up(Target("https://live.example"), connector, Access(state=tmp_path)),
    ):
        with pytest.raises(TargetError, match=r"'staging' is for 'staging\.example', not for 'live\.example'"):
            refuse()


def test_an_address_with_a_password_in_it_is_refused_without_showing_it() -> None:
    with pytest.raises(TargetError, match="an address with a user's name in it") as raised:
        with_headers(Target("https://me:secret@staging.example"), None)
    assert "secret@" not in str(raised.value)
