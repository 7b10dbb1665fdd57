"""What is chosen, filtered and opened is in the address: reload, the way back, and a link to somebody else show it."""

import re

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.world import STATE, World


def test_a_reload_shows_the_same_again(world: World, dashboard: Dashboard) -> None:
    world.device("heater", 2).poll()
    pump = world.device("pump", 1)
    pump.poll()
    dashboard.page.get_by_role("button", name=re.compile("ONLINE")).click()
    dashboard.page.get_by_label("Filter devices by text").fill("pu")
    dashboard.page.get_by_label("Order of devices").select_option("by name")
    dashboard.choose("pump")
    dashboard.page.get_by_label("Filter journal by device").select_option("chosen device")
    dashboard.page.get_by_label("Filter journal by path").select_option(STATE)
    dashboard.page.get_by_label("Filter journal by answer").select_option("2xx, 3xx")
    dashboard.page.get_by_label("Filter journal by text").fill("GET")
    dashboard.entries().first.get_by_text("…", exact=True).click()
    expect(dashboard.page).to_have_url(re.compile(r"[?&]open=6\b"))
    dashboard.page.reload()
    dashboard.live()
    expect(dashboard.page.locator("#device-title")).to_have_text("pump")
    expect(dashboard.part("devices").get_by_role("listitem")).to_have_count(1)
    expect(dashboard.page.get_by_label("Order of devices")).to_have_value("name")
    expect(dashboard.entries()).to_have_count(1)
    expect(dashboard.entries().first.locator("dl")).to_be_visible()
    for label, value in (("device", "chosen"), ("path", STATE), ("answer", "ok"), ("text", "GET")):
        expect(dashboard.page.get_by_label(f"Filter journal by {label}")).to_have_value(value)


def test_the_way_back_undoes_one_step_after_the_other(world: World, dashboard: Dashboard) -> None:
    world.device("pump", 1)
    world.device("heater", 2)
    dashboard.choose("pump").choose("heater")
    dashboard.page.get_by_label("Filter journal by text").press_sequentially("register")
    expect(dashboard.entries()).to_have_count(2)
    dashboard.entries().first.get_by_text("…", exact=True).click()
    expect(dashboard.entries().first.locator("dl")).to_be_visible()
    dashboard.page.go_back()
    expect(dashboard.entries().first.locator("dl")).to_be_hidden()
    # All letters of a word are one step.
    dashboard.page.go_back()
    expect(dashboard.entries()).to_have_count(4)
    dashboard.page.go_back()
    expect(dashboard.page.locator("#device-title")).to_have_text("pump")
    dashboard.page.go_back()
    expect(dashboard.page.locator("#device-title")).to_have_text("Device")
    dashboard.page.go_forward()
    expect(dashboard.page.locator("#device-title")).to_have_text("pump")


def test_the_way_back_undoes_filters_and_order_of_devices(world: World, dashboard: Dashboard) -> None:
    world.generate("pump")
    world.generate("heater")
    rows = dashboard.part("devices").get_by_role("listitem")
    text, order = dashboard.page.get_by_label("Filter devices by text"), dashboard.page.get_by_label("Order of devices")
    text.press_sequentially("pump")
    order.select_option("by name")
    expect(rows).to_have_count(1)
    dashboard.page.go_back()
    expect(order).to_have_value("new")
    expect(rows).to_have_count(1)
    dashboard.page.go_back()
    expect(text).to_have_value("")
    expect(rows).to_have_count(2)


def test_an_opened_request_is_shown_however_old_it_is(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    dashboard.entries().last.get_by_text("…", exact=True).click()
    expect(dashboard.page).to_have_url(re.compile(r"[?&]open=1\b"))
    world.flood({name.lower(): value for name, value in device.headers.items()}, 2600)
    dashboard.page.reload()
    dashboard.live()
    expect(dashboard.entries()).to_have_count(101)
    expect(dashboard.entries().last).to_contain_text("POST /api/device/register/")
    expect(dashboard.entries().last.locator("dl")).to_be_visible()


def test_what_an_address_makes_up_is_left_out(world: World, dashboard: Dashboard) -> None:
    world.device("pump", 1)
    strange = "<img src=x onerror=document.title='broken'>"
    dashboard.page.goto(
        f"{dashboard.url}/?device=gone&status=LOST&order=random&of=x&answer=y&open=-1,abc,9e9,,77&path={strange}&text={strange}"
    )
    dashboard.live()
    expect(dashboard.row("pump")).to_have_count(1)
    expect(dashboard.page.get_by_label("Filter journal by path")).to_have_value(strange)
    expect(dashboard.part("journal").locator(".empty")).to_have_text("No entry fits these filters.")
    expect(dashboard.page).not_to_have_url(re.compile("device="))
    assert dashboard.page.title() == "OceanRemote mock server"


def test_no_whole_token_gets_into_the_address(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    device.poll()
    token = device.headers["X-Device-Token"]
    dashboard.page.get_by_label("Filter journal by text").fill(f" {token}")
    # What the journal shows of it is found.
    expect(dashboard.entries()).to_have_count(2)
    assert token[:13] not in dashboard.page.url
    assert token[:12] in dashboard.page.url
