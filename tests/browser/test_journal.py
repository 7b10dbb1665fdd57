"""The journal as it grows, its filters, and a device's conversation."""

import json
import re
import shlex

import pytest
from playwright.sync_api import expect

from oceanhil.mock_server.core.exchanges import EXCHANGES_KEPT
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import leaks
from tests.browser.dashboard import Dashboard
from tests.browser.world import REGISTER, SESSION, STATE, SimulatedDevice, World

_MORE_THAN_A_PAGE_HOLDS = 3000
# How long the page takes to read them is the machine's matter.
_PATIENCE_MS = 60_000


@pytest.fixture
def busy(world: World, dashboard: Dashboard) -> Dashboard:
    """Two devices, one refusal, and a request of nobody known."""
    pump, heater = world.device("pump", 1), world.device("heater", 2)
    pump.poll()
    heater.report(temperature=20.5)
    pump.send("GET", SESSION)
    heater.send("GET", f"{STATE}?token=oc_perm_{'x' * 43}")
    expect(dashboard.entries()).to_have_count(8)
    return dashboard


@pytest.mark.parametrize(
    ("label", "option", "count"),
    [
        ("Filter journal by path", STATE, 3),
        ("Filter journal by path", SESSION, 3),
        ("Filter journal by answer", "4xx", 1),
        ("Filter journal by answer", "2xx, 3xx", 7),
        ("Filter journal by answer", "5xx", 0),
        ("Filter journal by answer", "with a fault", 0),
        ("Filter journal by device", "no known device", 1),
    ],
)
def test_the_journal_can_be_filtered(label: str, option: str, count: int, busy: Dashboard) -> None:
    busy.page.get_by_label(label).select_option(option)
    expect(busy.entries()).to_have_count(count)


def test_the_journal_can_show_the_chosen_device_alone(busy: Dashboard) -> None:
    busy.page.get_by_label("Filter journal by device").select_option("chosen device")
    expect(busy.entries()).to_have_count(0)
    busy.choose("heater")
    expect(busy.entries()).to_have_count(4)


def test_the_journal_can_be_searched_for_text(busy: Dashboard) -> None:
    busy.page.get_by_label("Filter journal by text").fill("method_not")
    expect(busy.entries()).to_have_count(1)


def test_the_details_of_an_entry_show_no_secret(busy: Dashboard) -> None:
    busy.page.get_by_label("Filter journal by text").fill("token=")
    busy.entries().first.get_by_text("…", exact=True).click()
    expect(busy.entries().first).to_contain_text("x-device-token")
    assert "x" * 10 not in busy.part("journal").inner_text()


def test_a_paused_journal_stands_still(world: World, busy: Dashboard) -> None:
    busy.button("Pause").click()
    world.device("late", 3)
    expect(busy.row("late")).to_have_count(1)
    expect(busy.entries()).to_have_count(8)
    busy.button("Pause").click()
    expect(busy.entries()).to_have_count(10)


def test_a_paused_journal_keeps_what_it_shows_whatever_comes(world: World, busy: Dashboard) -> None:
    oldest = busy.entries().last
    oldest.get_by_text("…", exact=True).click()
    busy.button("Pause").click()
    device = world.device("late", 3)
    world.flood({name.lower(): value for name, value in device.headers.items()}, _MORE_THAN_A_PAGE_HOLDS)
    count = busy.part("journal").locator(".count")
    expect(count).to_have_text(re.compile(r"paused, 3,002 newer"), timeout=_PATIENCE_MS)
    busy.page.get_by_label("Filter journal by path").select_option(SESSION)
    expect(busy.entries()).to_have_count(3)
    busy.page.get_by_label("Filter journal by path").select_option("any path")
    expect(busy.entries()).to_have_count(8)
    expect(oldest).to_contain_text("number1")
    busy.page.request.post(f"{busy.url}/_admin/reset")
    expect(busy.part("devices").get_by_role("listitem")).to_have_count(0)
    expect(busy.entries()).to_have_count(8)


def test_a_filter_says_how_much_it_searched_and_searches_the_rest(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    world.flood({name.lower(): value for name, value in device.headers.items()}, 2 * _MORE_THAN_A_PAGE_HOLDS)
    dashboard.page.reload()
    dashboard.live().page.get_by_label("Filter journal by text").fill("register")
    searched = dashboard.part("journal").locator(".searched")
    expect(searched).to_be_visible()
    expect(searched).to_have_text("Searched the newest 2,000 of 6,002 requests.")
    expect(dashboard.entries()).to_have_count(0)
    dashboard.button("Search older").click()
    expect(dashboard.entries()).to_have_count(1, timeout=_PATIENCE_MS)
    expect(searched).to_have_text("Searched all 6,002 requests.")
    expect(dashboard.button("Search older")).to_be_hidden()


def test_without_a_filter_older_requests_are_shown_on_and_on(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    world.flood({name.lower(): value for name, value in device.headers.items()}, 2050)
    dashboard.page.reload()
    # Not by its role: that would ask each button of two thousand lines for its name, each time.
    older = dashboard.live().part("journal").locator(".scroller > button")
    expect(older).to_have_text("Show older")
    for shown in range(100, 2052, 100):
        expect(dashboard.entries()).to_have_count(shown)
        older.click()
    expect(dashboard.entries()).to_have_count(2052)
    expect(dashboard.entries().last).to_contain_text("register")
    expect(older).to_be_hidden()


def test_a_conversation_is_drawn_in_order(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.choose(simulated.name)
    first = dashboard.exchanges().first
    expect(first.locator(".to-server")).to_contain_text("POST …/register/")
    expect(first.locator(".to-device")).to_contain_text("200")
    expect(dashboard.exchanges().nth(1).locator(".to-server")).to_contain_text("POST …/session/")
    before = dashboard.exchanges().count()
    simulated.run(10)
    expect(dashboard.exchanges()).to_have_count(before + 2)


def test_a_conversation_has_no_hole_where_the_page_has_gone_on(world: World, dashboard: Dashboard) -> None:
    pump, others = world.device("pump", 1), world.device("others", 2)
    dashboard.choose("pump")
    expect(dashboard.exchanges()).to_have_count(2)
    flood = {name.lower(): value for name, value in others.headers.items()}
    for polls in range(1, 11):
        pump.poll()
        world.flood(flood, 700)
        expect(dashboard.exchanges()).to_have_count(2 + polls)
    dashboard.page.wait_for_timeout(500)
    expect(dashboard.exchanges()).to_have_count(12)


def test_a_name_in_the_journal_chooses_its_device(busy: Dashboard) -> None:
    busy.part("journal").get_by_role("button", name="heater").first.click()
    expect(busy.page.locator("#device-title")).to_have_text("heater")


def test_an_opened_request_shows_both_messages_and_how_long_it_took(busy: Dashboard) -> None:
    busy.page.get_by_label("Filter journal by text").fill("pump")
    entry = busy.entries().nth(1)
    entry.get_by_text("…", exact=True).click()
    expect(entry.locator("dl")).to_contain_text(re.compile(r"answered in[\d.]+ m?s"))
    expect(entry.locator("pre").last).to_contain_text('"success": true')
    assert '"temperature"' not in entry.inner_text()
    registered = busy.entries().last
    registered.get_by_text("…", exact=True).click()
    expect(registered.locator("pre").first).to_contain_text('"device_id": "ESP32_246F28000001"')
    expect(registered.locator("pre").first).to_contain_text(re.compile(r'"token": "oc_reg_.{5}…"'))
    expect(registered.locator("pre").last).to_contain_text(re.compile(r'"permanent_token": "oc_perm_.{4}…"'))


def test_a_request_is_copied_as_curl_without_its_secrets(busy: Dashboard) -> None:
    busy.page.get_by_label("Filter journal by path").select_option(SESSION)
    entry = busy.entries().last
    entry.get_by_text("…", exact=True).click()
    entry.get_by_role("button", name="Copy as curl").click()
    expect(entry.get_by_role("status")).to_have_text("copied; secrets are cut")
    line: str = busy.page.evaluate("navigator.clipboard.readText()")
    words = shlex.split(line.replace("\\\n", ""))
    assert words[:4] == ["curl", "-i", "-X", "POST"]
    assert words[4] == busy.url + SESSION
    assert json.loads(words[words.index("--data-raw") + 1])["mac_address"] == "24:6F:28:00:00:01"
    assert "content-type: application/json" in words
    assert leaks(line) == []
    assert "x-device-token: oc_perm_" in line


def test_a_body_is_text_and_never_markup(world: World, dashboard: Dashboard) -> None:
    strange = "<img src=x onerror=document.title='broken'>'\"; $(touch /tmp/x) `x` \\"
    world.device("pump", 1).send("POST", STATE, {strange: strange})
    expect(dashboard.entries()).to_have_count(3)
    entry = dashboard.entries().first
    entry.get_by_text("…", exact=True).click()
    expect(entry.locator("pre").first).to_contain_text("<img src=x")
    entry.get_by_role("button", name="Copy as curl").click()
    expect(entry.get_by_role("status")).to_have_text("copied; secrets are cut")
    words = shlex.split(dashboard.page.evaluate("navigator.clipboard.readText()").replace("\\\n", ""))
    assert json.loads(words[-1]) == {strange: strange}
    assert dashboard.page.title() == "OceanRemote mock server"


@pytest.mark.parametrize("name", ["rack-12-shelf-3-slot-44-relay-controller", "rack-12-shelf-3-ESP32C3-by-the-door"])
def test_a_long_name_is_no_secret_and_is_nowhere_cut(name: str, world: World, dashboard: Dashboard) -> None:
    world.device(name, 1).poll()
    dashboard.choose(name)
    expect(dashboard.entries().first.get_by_role("button", name=name)).to_have_text(name)
    expect(dashboard.part("conversation").locator("header .count")).to_have_text(name)
    dashboard.page.get_by_label("Filter journal by text").fill(name)
    expect(dashboard.entries()).to_have_count(3)
    assert f"text={name}" in dashboard.page.url
    assert world.devices()[name].name == name


def test_what_the_server_no_longer_has_of_a_request_is_said(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    expect(dashboard.entries()).to_have_count(2)
    world.flood({name.lower(): value for name, value in device.headers.items()}, EXCHANGES_KEPT + 100)
    dashboard.page.get_by_label("Filter journal by text").fill("register")
    dashboard.entries().last.get_by_text("…", exact=True).click()
    expect(dashboard.entries().last).to_contain_text(f"Bodies are kept of the newest {EXCHANGES_KEPT:,} requests")


def send(world: World, body: bytes, query: str = "") -> None:
    """One request with this body, as somebody sends it who is no device."""
    request = HttpRequest("POST", REGISTER, {"content-type": "application/json"}, body, query)
    world.server.call(lambda core, now_us: core.handle(request, now_us))


def copied(dashboard: Dashboard) -> list[str]:
    """The words of the line for a shell that was copied."""
    line: str = dashboard.page.evaluate("navigator.clipboard.readText()")
    return shlex.split(line.replace("\\\n", ""))


def test_a_body_that_is_no_text_or_too_long_is_told_and_not_copied(world: World, dashboard: Dashboard) -> None:
    send(world, b"")
    send(world, b"\xff\xfe\x00")
    send(world, b'{"x": "' + b"y" * 60_000 + b'"}')
    expect(dashboard.entries()).to_have_count(3)
    long, binary, empty = dashboard.entries().all()
    for entry, said, status in (
        (empty, "no body", "copied; secrets are cut"),
        (binary, "a body of 3 bytes that is no plain text", "copied without the body"),
        (long, "… of 60 kB", "copied without the body"),
    ):
        entry.get_by_text("…", exact=True).click()
        expect(entry.locator(".said")).to_contain_text(said)
        entry.get_by_role("button", name="Copy as curl").click()
        expect(entry.get_by_role("status")).to_have_text(status)
        assert "--data-raw" not in copied(dashboard)


def test_the_query_is_copied_too(world: World, dashboard: Dashboard) -> None:
    send(world, b"", "a=1&b=it's")
    entry = dashboard.entries().first
    entry.get_by_text("…", exact=True).click()
    entry.get_by_role("button", name="Copy as curl").click()
    expect(entry.get_by_role("status")).to_have_text("copied; secrets are cut")
    assert copied(dashboard)[4] == f"{dashboard.url}{REGISTER}?a=1&b=it's"


def test_bodies_that_cannot_be_read_are_asked_for_again_when_opened_again(world: World, dashboard: Dashboard) -> None:
    send(world, b'{"name": "x"}')
    entry, journal = dashboard.entries().first, re.compile(r"/_admin/journal/\d+$")
    dashboard.page.route(journal, lambda route: route.abort())
    details = entry.get_by_text("…", exact=True)
    details.click()
    expect(entry).to_contain_text("Bodies cannot be read: the server cannot be reached.")
    expect(entry.locator("dl")).to_contain_text("content-type")
    dashboard.page.unroute(journal)
    details.click()
    details.click()
    expect(entry.locator("pre").first).to_contain_text('"name": "x"')
    expect(entry).not_to_contain_text("cannot be read")
    expect(entry.locator("dl")).to_have_count(1)
    dashboard.forgive("net::ERR_FAILED")
