"""Every fault switch of the dashboard, and what a simulated device makes of it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.world import SimulatedDevice, World


@dataclass(frozen=True, slots=True)
class Case:
    """A switch, the amount typed beside it, and what comes of it."""

    switch: str
    printed: str
    """By the device."""
    drawn: str
    """In the sequence."""
    how: str
    """The arrow ends."""
    amount: str | None = None


CASES = [
    Case("Refuse", "[POLL] HTTP Response: 403", "403", "made"),
    Case("Delay", "[POLL] HTTP Response: -11", "late", "late", "1.5"),
    Case("Drop request", "[POLL] HTTP Response: -5", "request lost", "lost"),
    Case("Drop reply", "[POLL] HTTP Response: -5", "reply lost", "lost"),
    Case("Truncate", "[POLL] HTTP Response: -5", "cut short", "broken", "9"),
    Case("Rate limit", "[POLL] HTTP Response: 429", "429", "made", "30"),
    Case("Maintenance", "[POLL] HTTP Response: 503", "503", "made", "60"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.switch)
def test_a_switch_strikes_the_chosen_device(case: Case, dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.choose(simulated.name)
    dashboard.page.get_by_role("radio", name=simulated.name).check()
    if case.amount is not None:
        dashboard.fault(case.switch).get_by_role("spinbutton").fill(case.amount)
    dashboard.switch(case.switch).click()
    expect(dashboard.switch(case.switch)).to_have_attribute("aria-checked", "true")
    assert case.printed in simulated.run(6)
    expect(dashboard.fault(case.switch)).to_contain_text("struck")
    expect(dashboard.fault(case.switch)).not_to_contain_text("struck 0")
    struck = dashboard.part("conversation").locator(f"[data-how={case.how}]").first
    expect(struck).to_contain_text(case.drawn)


def test_a_switch_flipped_back_lets_the_device_recover(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.switch("Maintenance").click()
    expect(dashboard.switch("Maintenance")).to_have_attribute("aria-checked", "true")
    assert "[POLL] HTTP Response: 503" in simulated.run(6)
    dashboard.switch("Maintenance").click()
    expect(dashboard.switch("Maintenance")).to_have_attribute("aria-checked", "false")
    assert "[INFO] Device ONLINE" in simulated.run(120)


def test_two_switches_strike_together(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.choose(simulated.name)
    dashboard.fault("Delay").get_by_role("spinbutton").fill("0.1")
    for name in ("Delay", "Truncate"):
        dashboard.switch(name).click()
        expect(dashboard.switch(name)).to_have_attribute("aria-checked", "true")
    assert "[POLL]" in simulated.run(6)
    struck = dashboard.part("conversation").locator("[data-how=broken]").first
    expect(struck).to_contain_text("late, cut short")


def test_a_fault_of_one_device_leaves_the_others_alone(
    world: World, dashboard: Dashboard, simulated: SimulatedDevice
) -> None:
    other = world.device("other", 2)
    dashboard.choose(simulated.name)
    dashboard.page.get_by_role("radio", name=simulated.name).check()
    dashboard.switch("Drop request").click()
    expect(dashboard.switch("Drop request")).to_have_attribute("aria-checked", "true")
    assert "HTTP Response: -5" in simulated.run(6)
    assert other.poll()["success"] is True


def test_the_amount_of_a_switch_that_is_on_can_be_changed(world: World, dashboard: Dashboard) -> None:
    dashboard.switch("Rate limit").click()
    amount = dashboard.fault("Rate limit").get_by_role("spinbutton")
    amount.fill("7")
    amount.press("Enter")
    expect(dashboard.switch("Rate limit")).to_be_enabled()
    dashboard.page.wait_for_function("async () => (await (await fetch('/_admin/faults')).json()).faults.length === 1")
    rules = world.server.call(lambda core, _: core.faults())
    assert [rule.fault.retry_after for rule in rules] == [7]


def test_rules_made_elsewhere_are_shown_and_can_be_removed(world: World, dashboard: Dashboard) -> None:
    rule = {"match": {"path": "/api/device/session/"}, "fault": {"kind": "reset"}, "times": 3}
    dashboard.page.request.post(f"{dashboard.url}/_admin/faults", data=rule)
    shown = dashboard.part("faults").locator(".others li")
    expect(shown).to_contain_text("/api/device/session/ · 3")
    shown.get_by_role("button").click()
    expect(shown).to_have_count(0)
    assert world.server.call(lambda core, _: core.faults()) == []


def test_a_changed_answer_is_shown_with_what_is_changed(dashboard: Dashboard) -> None:
    dashboard.page.request.post(f"{dashboard.url}/_admin/faults", data={"fault": {"kind": "answer", "change": "empty"}})
    expect(dashboard.part("faults").locator(".others li")).to_contain_text("answer empty")


def test_clear_all_ends_every_fault(world: World, dashboard: Dashboard) -> None:
    dashboard.switch("Refuse").click()
    dashboard.switch("Drop reply").click()
    expect(dashboard.switch("Drop reply")).to_have_attribute("aria-checked", "true")
    dashboard.button("Clear all").click()
    expect(dashboard.switch("Refuse")).to_have_attribute("aria-checked", "false")
    expect(dashboard.switch("Drop reply")).to_have_attribute("aria-checked", "false")
    assert world.server.call(lambda core, _: core.faults()) == []
