"""The journal as it grows, its filters, and a device's conversation."""

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.world import SESSION, STATE, SimulatedDevice, World


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


def test_a_conversation_is_drawn_in_order(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.choose(simulated.name)
    first = dashboard.exchanges().first
    expect(first.locator(".to-server")).to_contain_text("POST …/register/")
    expect(first.locator(".to-device")).to_contain_text("200")
    expect(dashboard.exchanges().nth(1).locator(".to-server")).to_contain_text("POST …/session/")
    before = dashboard.exchanges().count()
    simulated.run(10)
    expect(dashboard.exchanges()).to_have_count(before + 2)


def test_a_name_in_the_journal_chooses_its_device(busy: Dashboard) -> None:
    busy.part("journal").get_by_role("button", name="heater").first.click()
    expect(busy.page.locator("#device-title")).to_have_text("heater")
