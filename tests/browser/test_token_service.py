"""The dashboard of a service without devices: users and sessions instead, and nothing to generate."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, expect

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.messages import JWT_BEARER
from oceanhil.protocol.ringcentral.profile import load_profile
from tests.browser.dashboard import Dashboard


@pytest.fixture
def url() -> Iterator[str]:
    with BackgroundServer(TokenService(load_profile(), 7)) as server:
        yield server.url


@pytest.fixture
def dashboard(browser: Browser, url: str) -> Iterator[Dashboard]:
    shown = Dashboard(browser, url, 1400, 900, "light").live()
    yield shown
    shown.context.close()
    assert shown.troubles == []


def log_in(url: str, name: str) -> None:
    app = requests.post(f"{url}/_admin/apps", timeout=10).json()
    user = requests.post(f"{url}/_admin/users", json={"name": name}, timeout=10).json()
    form = {"grant_type": JWT_BEARER, "assertion": user["jwt"]}
    client = (app["client_id"], app["client_secret"])
    assert requests.post(f"{url}/restapi/oauth/token", data=form, auth=client, timeout=10).status_code == 200


def test_no_firmware_is_offered(dashboard: Dashboard) -> None:
    expect(dashboard.part("sessions")).to_contain_text("no users yet")
    expect(dashboard.button("Generate firmware")).to_have_count(0)
    expect(dashboard.page.get_by_text("/api/device/")).to_have_count(0)


def test_a_login_is_seen_as_it_happens(url: str, dashboard: Dashboard) -> None:
    log_in(url, "alice")
    expect(dashboard.part("sessions").get_by_role("row").filter(has_text="alice")).to_have_count(2)
    expect(dashboard.part("sessions")).to_contain_text("live")


def test_a_session_can_be_ended(url: str, dashboard: Dashboard) -> None:
    log_in(url, "alice")
    dashboard.button("End").click()
    expect(dashboard.part("sessions")).to_contain_text("ended by its user")
    expect(dashboard.button("End")).to_have_count(0)
