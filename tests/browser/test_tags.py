"""Tags: set, filtered by, grouped by, and told in the address."""

import re
from functools import partial

from playwright.sync_api import expect

from oceanhil.mock_server.core import Core
from tests.browser.dashboard import Dashboard
from tests.browser.test_devices import listed
from tests.browser.world import World


def tag(world: World, **tags: str) -> None:
    """Give devices their tags, by name; unknown ones are made."""
    for name, words in tags.items():
        known = world.devices()
        identity = known[name].id if name in known else world.generate(name)[0]
        world.server.call(partial(_tag, identity, words.split()))


def _tag(identity: str, words: list[str], core: Core, now_us: int) -> None:
    core.set_tags(identity, words, now_us)


def test_tags_are_set_and_what_is_wrong_stays_to_be_mended(world: World, dashboard: Dashboard) -> None:
    world.generate("pump")
    dashboard.choose("pump")
    field = dashboard.part("device").get_by_label("Tags")
    field.fill(" rack-3,  greenhouse rack-3")
    dashboard.button("Save tags").click()
    expect(field).to_have_value("greenhouse rack-3")
    assert world.devices()["pump"].tags == ("greenhouse", "rack-3")
    expect(dashboard.row("pump")).to_contain_text("greenhouse rack-3")
    tag(world, pump="attic")
    expect(field).to_have_value("attic")
    field.fill("x" * 40)
    dashboard.button("Save tags").click()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("expected words of 1 to 32 characters")
    # What somebody types is not taken from under his hands, whatever happens to the device.
    pump = world.devices()["pump"].id
    world.server.call(lambda core, now_us: core.set_state(pump, {"relay1": True}, now_us))
    expect(dashboard.switch("Relay 1")).to_be_checked()
    expect(field).to_have_value("x" * 40)
    assert world.devices()["pump"].tags == ("attic",)
    dashboard.forgive("status of 400")


def test_devices_are_filtered_by_tag_and_the_address_says_so(world: World, dashboard: Dashboard) -> None:
    choice = dashboard.page.get_by_label("Filter devices by tag")
    expect(choice).to_be_hidden()
    tag(world, pump="rack-3 attic", heater="rack-10", lamp="rack-3", spare="")
    expect(choice.get_by_role("option", include_hidden=True)).to_have_text(
        ["any tag", "attic (1)", "rack-3 (2)", "rack-10 (1)"]
    )
    choice.select_option("rack-3")
    rows = dashboard.part("devices").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(dashboard.part("devices").locator("header .count")).to_have_text("2 of 4")
    assert "tag=rack-3" in dashboard.page.url
    dashboard.page.reload()
    expect(dashboard.live().page.get_by_label("Filter devices by tag")).to_have_value("rack-3")
    expect(rows).to_have_count(2)
    # The last one with it may lose it: the filter is still what was asked for, and can be taken away.
    tag(world, pump="", lamp="")
    expect(dashboard.part("devices").locator(".empty")).to_have_text("No device fits these filters.")
    choice.select_option("")
    expect(rows).to_have_count(4)
    dashboard.page.get_by_label("Filter devices by text").fill("rack-1")
    expect(rows).to_have_text([re.compile("heater")])


def test_a_device_stands_in_the_group_of_each_of_its_tags(world: World, dashboard: Dashboard) -> None:
    tag(world, pump="rack-3 attic", heater="rack-10", lamp="rack-3", spare="")
    dashboard.page.get_by_label("Order of devices").select_option("by name")
    dashboard.page.get_by_label("Groups of devices").select_option("groups by tag")
    rows = dashboard.part("devices").locator(".rows li")
    expect(rows).to_have_count(9)
    expected = ["attic1 · 0 ONLINE", "pump", "rack-32 · 0 ONLINE", "lamp", "pump", "rack-101 · 0 ONLINE", "heater"]
    assert listed(dashboard) == [*expected, "no tag1 · 0 ONLINE", "spare"]
    expect(dashboard.part("devices").locator("header .count")).to_have_text("4")
    # Each of the five lines of devices has a place of its own among five.
    places = rows.locator("xpath=self::*[@aria-posinset]").evaluate_all(
        "(all) => all.map((it) => `${it.ariaPosInSet}/${it.ariaSetSize}`).sort()"
    )
    assert places == ["1/5", "2/5", "3/5", "4/5", "5/5"]
    dashboard.button("attic").focus()
    dashboard.page.keyboard.press("ArrowDown")
    dashboard.page.keyboard.press("ArrowDown")
    expect(dashboard.button("rack-3")).to_be_focused()
    dashboard.button("rack-3").click()
    assert listed(dashboard).count("pump") == 1
