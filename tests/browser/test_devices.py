"""Devices: generate, regenerate, revoke, delete, and what is shown of them as it changes."""

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from oceanhil.protocol.board import Board
from tests.browser.dashboard import Dashboard
from tests.browser.world import REGISTER, HttpDevice, SimulatedDevice, World

_TOKEN = re.compile(r"oc_reg_[A-Za-z0-9_-]{43}")


def generate(dashboard: Dashboard, name: str, board: str = "ESP32") -> str:
    """Generate firmware by hand; gives the token of the dialog that is then open."""
    dashboard.button("Generate firmware").click()
    dashboard.dialog().get_by_label("Board").select_option(board)
    dashboard.dialog().get_by_label("Name").fill(name)
    dashboard.dialog().get_by_role("button", name="Generate").click()
    return dashboard.page.get_by_role("textbox", name="Registration token").input_value()


def test_generated_firmware_registers_a_device(world: World, dashboard: Dashboard) -> None:
    token = generate(dashboard, "pump")
    assert _TOKEN.fullmatch(token)
    dashboard.button("Done").click()
    expect(dashboard.row("pump")).to_contain_text("PENDING")
    device = HttpDevice(world, world.devices()["pump"].id, token, 1)
    device.poll()
    expect(dashboard.row("pump")).to_contain_text("ONLINE")
    expect(dashboard.row("pump")).to_contain_text(device.mac)


def test_a_token_is_shown_once_and_nowhere_else(dashboard: Dashboard) -> None:
    token = generate(dashboard, "pump")
    dashboard.button("Done").click()
    expect(dashboard.dialog()).to_have_count(0)
    assert token not in dashboard.page.content()
    assert token[:20] not in dashboard.page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href])")


def test_the_token_can_be_copied(dashboard: Dashboard) -> None:
    token = generate(dashboard, "pump")
    dashboard.button("Copy").click()
    expect(dashboard.dialog().get_by_text("copied")).to_be_visible()
    assert dashboard.page.evaluate("navigator.clipboard.readText()") == token


def test_the_sketch_with_the_token_can_be_downloaded(dashboard: Dashboard) -> None:
    token = generate(dashboard, "pump", "Pico W")
    dashboard.dialog().get_by_label("Wi-Fi name").fill("OceanNet")
    dashboard.dialog().get_by_label("Wi-Fi password").fill("correct horse")
    with dashboard.page.expect_download() as download:
        dashboard.button("Download sketch").click()
    assert download.value.suggested_filename == "oceanremote-picow.zip"
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    secrets = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("/secrets.h"))
    assert token in secrets
    assert dashboard.url in secrets


def test_a_wrong_value_for_the_sketch_is_told_in_its_form(dashboard: Dashboard) -> None:
    generate(dashboard, "pump")
    dashboard.dialog().get_by_label("Wi-Fi name").fill("OceanNet")
    dashboard.dialog().get_by_label("Wi-Fi password").fill("short")
    dashboard.button("Download sketch").click()
    expect(dashboard.dialog().get_by_role("alert")).to_have_text(re.compile("the Wi-Fi password has 5 bytes"))
    dashboard.forgive("400")


def test_regenerate_makes_a_device_pending_again(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump")
    dashboard.choose("pump").button("Regenerate").click()
    dashboard.dialog().get_by_role("button", name="Regenerate").click()
    assert _TOKEN.fullmatch(dashboard.page.get_by_role("textbox", name="Registration token").input_value())
    dashboard.button("Done").click()
    expect(dashboard.row("pump")).to_contain_text("PENDING")
    assert device.poll()["code"] == "token_revoked"


def test_a_revoked_device_is_refused(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.choose(simulated.name).button("Revoke").click()
    dashboard.dialog().get_by_role("button", name="Revoke").click()
    expect(dashboard.row(simulated.name)).to_contain_text("REVOKED")
    assert "HTTP Response: 403" in simulated.run(6)


def test_delete_asks_first(world: World, dashboard: Dashboard) -> None:
    world.generate("pump")
    dashboard.choose("pump").button("Delete").click()
    dashboard.button("Cancel").click()
    expect(dashboard.dialog()).to_have_count(0)
    assert "pump" in world.devices()


def test_a_deleted_device_is_gone(dashboard: Dashboard, simulated: SimulatedDevice, world: World) -> None:
    dashboard.choose(simulated.name).button("Delete").click()
    dashboard.dialog().get_by_role("button", name="Delete").click()
    expect(dashboard.row(simulated.name)).to_have_count(0)
    assert simulated.name not in world.devices()
    assert "HTTP Response: 401" in simulated.run(6)


def test_a_relay_switch_reaches_the_device(dashboard: Dashboard, simulated: SimulatedDevice, world: World) -> None:
    dashboard.choose(simulated.name)
    dashboard.page.locator("#device").get_by_role("switch", name="Relay 1").click()
    in_list = dashboard.row(simulated.name).get_by_role("switch", name="Relay 1 of simulated")
    expect(in_list).to_have_attribute("aria-checked", "true")
    assert "[EEPROM] Token saved" in simulated.run(6)
    in_list.click()
    expect(in_list).to_have_attribute("aria-checked", "false")
    assert world.devices()[simulated.name].state.relay1 is False


def test_readings_that_a_device_reports_are_shown(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    expect(dashboard.row(simulated.name)).to_contain_text("23.5")
    dashboard.choose(simulated.name)
    expect(dashboard.part("device")).to_contain_text("23.5 °C")
    expect(dashboard.part("device")).to_contain_text("62.0 %")


def test_a_reading_can_be_set(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump")
    dashboard.choose("pump").page.get_by_label("Set temperature").fill("-4.5")
    dashboard.part("device").get_by_role("button", name="Set").first.click()
    expect(dashboard.part("device")).to_contain_text("-4.5 °C")
    assert device.poll()["temperature"] == -4.5


def test_time_alone_makes_a_device_away_and_offline(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump")
    device.poll()
    expect(dashboard.row("pump")).to_contain_text("ONLINE")
    for step_s, status in ((10, "AWAY"), (290, "OFFLINE")):
        world.advance(step_s)
        expect(dashboard.row("pump")).to_contain_text(status)
        assert world.devices()["pump"].status == status


def test_devices_can_be_filtered(world: World, dashboard: Dashboard) -> None:
    world.device("pump", 1).poll()
    world.generate("heater", Board.PICOW)
    rows = dashboard.part("devices").get_by_role("listitem")
    expect(rows).to_have_count(2)
    dashboard.page.get_by_role("button", name=re.compile("PENDING")).click()
    expect(rows).to_have_text([re.compile("heater")])
    dashboard.page.get_by_role("button", name=re.compile("PENDING")).click()
    dashboard.page.get_by_label("Filter devices by text").fill("24:6f:28")
    expect(rows).to_have_text([re.compile("pump")])


def test_names_are_text_and_never_markup(world: World, dashboard: Dashboard) -> None:
    name = "<img src=x onerror=document.title='broken'>"
    device = world.device(name)
    device.send("GET", REGISTER + "?<script>document.title='broken'</script>")
    dashboard.choose(name)
    expect(dashboard.entries().first).to_contain_text("<script>")
    assert dashboard.page.title() == "OceanRemote mock server"


def listed(dashboard: Dashboard) -> list[str]:
    """The lines of the list as they stand one below the other: devices and groups."""
    tops = "(all) => all.map((it) => [it.getBoundingClientRect().top, it.firstChild.textContent, it.textContent])"
    lines: list[tuple[float, str, str]] = (
        dashboard.part("devices").locator(".rows .name, .rows .group").evaluate_all(tops)
    )
    return [text for _, _, text in sorted(lines)]


def test_many_devices_are_sorted_as_people_count(world: World, dashboard: Dashboard) -> None:
    names = ("shelf 10", "shelf 9", "Shelf 2")
    for number, name in enumerate(names):
        world.device(name, number).poll()
        world.advance(400)
    world.generate("attic", Board.PICOW)
    expect(dashboard.part("devices").get_by_role("listitem")).to_have_count(4)
    orders = {
        "by name": ["attic", "Shelf 2", "shelf 9", "shelf 10"],
        "last heard first": ["Shelf 2", "shelf 9", "shelf 10", "attic"],
        "longest silent first": ["attic", "shelf 10", "shelf 9", "Shelf 2"],
        "by status": ["shelf 10", "shelf 9", "Shelf 2", "attic"],
        "by board": ["shelf 10", "shelf 9", "Shelf 2", "attic"],
        "newest first": ["attic", "Shelf 2", "shelf 9", "shelf 10"],
    }
    for order, wanted in orders.items():
        dashboard.page.get_by_label("Order of devices").select_option(order)
        assert listed(dashboard) == wanted, order


def test_groups_stand_in_the_order_of_their_kind(world: World, dashboard: Dashboard) -> None:
    world.device("pump left", 1).poll()
    world.advance(400)
    world.device("pump right", 2).poll()
    world.generate("attic 3")
    dashboard.page.get_by_label("Order of devices").select_option("by name")
    groups = dashboard.page.get_by_label("Groups of devices")
    groups.select_option("groups by status")
    expect(dashboard.part("devices").locator(".rows .group")).to_have_count(3)
    assert [line.partition("1 ·")[0] for line in listed(dashboard)] == [
        *("ONLINE", "pump right", "OFFLINE", "pump left", "PENDING", "attic 3"),
    ]
    groups.select_option("groups by name")
    assert listed(dashboard) == ["attic 31 · 0 ONLINE", "attic 3", "pump2 · 1 ONLINE", "pump left", "pump right"]


def test_devices_are_grouped_and_groups_are_closed(world: World, dashboard: Dashboard) -> None:
    world.device("rack-2-shelf-1", 1).poll()
    world.generate("rack-10-shelf-1", Board.PICOW)
    world.generate("rack-2-shelf-2")
    dashboard.page.get_by_label("Order of devices").select_option("by name")
    groups = dashboard.page.get_by_label("Groups of devices")
    groups.select_option("groups by name")
    expect(dashboard.part("devices").locator(".rows li")).to_have_count(5)
    wanted = ["rack-22 · 1 ONLINE", "rack-2-shelf-1", "rack-2-shelf-2", "rack-101 · 0 ONLINE", "rack-10-shelf-1"]
    assert listed(dashboard) == wanted
    dashboard.button("rack-2").focus()
    dashboard.page.keyboard.press("ArrowDown")
    expect(dashboard.row("rack-2-shelf-1").get_by_role("button")).to_be_focused()
    dashboard.page.keyboard.press("End")
    expect(dashboard.row("rack-10-shelf-1").get_by_role("button")).to_be_focused()
    dashboard.page.keyboard.press("Home")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.button("rack-2")).to_have_attribute("aria-expanded", "false")
    assert listed(dashboard) == ["rack-22 · 1 ONLINE", "rack-101 · 0 ONLINE", "rack-10-shelf-1"]
    expect(dashboard.part("devices").locator("header .count")).to_have_text("3")
    groups.select_option("groups by board")
    assert listed(dashboard)[0] == "ESP322 · 1 ONLINE"
    dashboard.page.reload()
    expect(dashboard.live().page.get_by_label("Groups of devices")).to_have_value("board")
    expect(dashboard.button("Pico W")).to_have_count(1)
