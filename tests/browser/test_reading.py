"""Everybody can read and use it: sizes, colours, keyboard, screen readers, and twenty thousand devices."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from oceanhil.app.serving.devices import numbered
from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from tests.browser.dashboard import Dashboard
from tests.browser.looking import violations
from tests.browser.world import World

_WIDTHS = (360, 800, 1400)
_ALL_WIDTHS = (360, 740, 900, 1400)
_MANY = 20_000
# The shortest line in which twelve letters of a token have room.
_A_TOKEN_PX = 120
_RIGHT_OF_TEXT = (
    "(it) => { const text = new Range(); text.selectNodeContents(it); return text.getBoundingClientRect().right }"
)


def lively(world: World) -> None:
    """A device of each status, faults, and refusals."""
    world.device("pump", 1).poll()
    world.generate("heater", Board.PICOW)
    gone = world.device("gauge", 2)
    world.server.call(lambda core, now_us: core.revoke(gone.id, now_us))
    gone.poll()


@pytest.mark.parametrize("width", _WIDTHS)
def test_axe_finds_nothing(width: int, world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    lively(world)
    dashboard = open_dashboard(world, width, 900).live().choose("pump")
    dashboard.switch("Delay").click()
    dashboard.part("device").get_by_label("Tags").fill("rack-3 attic")
    dashboard.button("Save tags").click()
    dashboard.page.get_by_label("Groups of devices").select_option("groups by tag")
    dashboard.button("no tag").click()
    dashboard.page.get_by_text("Paths for programs").click()
    dashboard.entries().first.get_by_text("…", exact=True).click()
    expect(dashboard.button("Copy as curl")).to_be_visible()
    dashboard.page.get_by_label("Filter journal by text").fill("pump")
    dashboard.page.request.post(f"{dashboard.url}/_admin/restart")
    expect(dashboard.button("Dismiss")).to_be_visible()
    assert violations(dashboard.page) == []
    dashboard.page.get_by_text("Jump", exact=True).first.click()
    expect(dashboard.button("+24 h")).to_be_visible()
    assert violations(dashboard.page) == []


def test_axe_finds_nothing_in_any_dialog(world: World, dashboard: Dashboard) -> None:
    world.device("pump", 1).poll()
    dashboard.choose("pump")
    for name in ("Regenerate", "Revoke", "Delete", "Generate firmware"):
        dashboard.button(name).click()
        expect(dashboard.dialog()).to_be_visible()
        assert violations(dashboard.page) == [], name
        dashboard.page.keyboard.press("Escape")
        expect(dashboard.dialog()).to_have_count(0)
    dashboard.button("Generate firmware").click()
    dashboard.dialog().get_by_role("button", name="Generate").click()
    expect(dashboard.button("Done")).to_be_visible()
    assert violations(dashboard.page) == []


def test_axe_finds_nothing_where_the_key_is_asked_for_and_where_the_server_is_lost(
    serve: Callable[..., World], open_dashboard: Callable[..., Dashboard]
) -> None:
    locked = serve(key="k")
    dashboard = open_dashboard(locked)
    expect(dashboard.dialog()).to_be_visible()
    assert violations(dashboard.page) == []
    dashboard.dialog().get_by_label("Admin key").fill("k")
    dashboard.button("Unlock").click()
    dashboard.live()
    locked.server.stop()
    expect(dashboard.connection).to_contain_text("connection lost")
    assert violations(dashboard.page) == []
    dashboard.context.close()
    dashboard.forgive("net::ERR")


@pytest.mark.parametrize("width", _WIDTHS)
def test_nothing_is_wider_than_the_window(width: int, world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    lively(world)
    dashboard = open_dashboard(world, width, 700).live().choose("pump")
    dashboard.entries().first.get_by_text("…", exact=True).click()
    expect(dashboard.button("Copy as curl")).to_be_visible()
    assert dashboard.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", _ALL_WIDTHS)
def test_the_details_of_a_request_are_lines_and_no_columns_of_letters(
    width: int, world: World, open_dashboard: Callable[..., Dashboard]
) -> None:
    world.device("pump", 1).poll()
    entry = open_dashboard(world, width, 900).live().entries().first
    entry.get_by_text("…", exact=True).click()
    expect(entry).to_contain_text("x-session-id")
    widths: list[float] = entry.locator("dd").evaluate_all("(all) => all.map((each) => each.clientWidth)")
    assert min(widths) >= _A_TOKEN_PX


@pytest.mark.parametrize("width", _ALL_WIDTHS)
def test_the_names_that_the_product_gives_fit(
    width: int, world: World, open_dashboard: Callable[..., Dashboard]
) -> None:
    ((_, name, _),) = numbered([Board.ESP8266])
    world.device(f"{name}0", 1, Board.ESP8266).poll()
    dashboard = open_dashboard(world, width, 900).live().choose(f"{name}0")
    expect(dashboard.entries()).to_have_count(3)
    shown = dashboard.page.get_by_text(f"{name}0", exact=True)
    assert shown.count() >= len(["list", "device", "faults", "conversation", "register", "session", "state"])
    assert shown.evaluate_all("(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length") == 0


def test_no_word_of_a_fault_is_covered(world: World, dashboard: Dashboard) -> None:
    world.device("pump", 1)
    lines = dashboard.part("faults").locator(".faults li")
    expect(lines.first).to_be_visible()
    for line in lines.all():
        name, field = line.locator(".fault-name"), line.locator("input")
        right: float = name.evaluate(_RIGHT_OF_TEXT)
        assert field.count() == 0 or right <= field.evaluate("(it) => it.getBoundingClientRect().left")


def test_the_jumps_of_the_clock_fit_on_a_phone(world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    dashboard = open_dashboard(world, 360, 700).live()
    dashboard.part("clock").get_by_text("Jump", exact=True).first.click()
    box = dashboard.part("clock").get_by_role("group", name="Jump").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    dashboard.page.keyboard.press("Escape")
    expect(dashboard.button("+24 h")).to_be_hidden()


def test_a_device_is_generated_and_switched_by_keyboard_alone(world: World, dashboard: Dashboard) -> None:
    keyboard = dashboard.page.keyboard
    dashboard.button("Generate firmware").focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.type("pump")
    keyboard.press("Enter")
    expect(dashboard.button("Done")).to_be_visible()
    keyboard.press("Escape")
    expect(dashboard.dialog()).to_have_count(0)
    dashboard.row("pump").get_by_role("button").focus()
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(dashboard.row("pump").get_by_role("switch").first).to_have_attribute("aria-checked", "true")
    assert world.devices()["pump"].state.relay1 is True


def test_what_has_the_focus_is_outlined(dashboard: Dashboard) -> None:
    seen = set()
    for _ in range(12):
        dashboard.page.keyboard.press("Tab")
        seen.add(dashboard.page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert seen == {"solid"}


def test_twenty_thousand_devices_are_a_handful_of_rows(world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    def make(core: Core, now_us: int) -> None:
        for number in range(_MANY):
            core.create_device(Board.ESP32, f"rack-{number % 50}-board-{number}", now_us)

    world.server.call(make)
    dashboard = open_dashboard(world).live()
    devices = dashboard.part("devices")
    expect(devices.locator("header .count")).to_have_text("20,000")
    assert devices.locator("li").count() < 40
    dashboard.row("rack-49-board-19999").get_by_role("button").focus()
    dashboard.page.keyboard.press("End")
    expect(dashboard.row("rack-0-board-0").get_by_role("button")).to_be_focused()
    assert devices.locator("li").count() < 40
    dashboard.page.get_by_label("Filter devices by text").fill("rack-7-")
    expect(devices.locator("header .count")).to_have_text("400 of 20,000")
    dashboard.page.get_by_label("Filter devices by text").fill("")
    dashboard.page.get_by_label("Groups of devices").select_option("groups by name")
    dashboard.page.get_by_label("Order of devices").select_option("by name")
    expect(devices.locator("li").first).to_have_text("rack-0400 · 0 ONLINE")
    assert devices.locator("li").count() < 40


def test_a_busy_journal_keeps_the_page_small(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump")
    poll = {name.lower(): value for name, value in device.headers.items()}
    world.flood(poll, 5000)
    # How long the page takes to read them is the machine's matter.
    expect(dashboard.part("journal").locator(".count")).to_have_text("5002 requests", timeout=60_000)
    dashboard.choose("pump")
    assert dashboard.page.locator("*").count() < 4000
    dashboard.part("conversation").get_by_role("button", name="Show older").click()
    expect(dashboard.exchanges()).to_have_count(60)
