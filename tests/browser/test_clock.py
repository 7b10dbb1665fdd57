"""The server's clock: shown, moved and stopped from the dashboard."""

import re

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.world import SimulatedDevice, World


def offset_s(world: World) -> float:
    return world.server.call(lambda core, now_us: core.clock(now_us)).offset


def test_a_jump_moves_the_clock_and_shows_the_skew(world: World, dashboard: Dashboard) -> None:
    dashboard.part("clock").get_by_text("Jump", exact=True).first.click()
    dashboard.button("+24 h").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text("+1 d")
    dashboard.button("\N{MINUS SIGN}1 h").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text("+23 h")
    assert offset_s(world) == 23 * 3600


def test_a_jump_of_any_length(world: World, dashboard: Dashboard) -> None:
    dashboard.part("clock").get_by_text("Jump", exact=True).first.click()
    dashboard.page.get_by_label("Jump by seconds").fill("-301")
    dashboard.button("Jump").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text("\N{MINUS SIGN}5 min 1 s")
    dashboard.button("In step").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text("in step")
    assert offset_s(world) == 0


def test_freezing_stops_the_clock(world: World, dashboard: Dashboard) -> None:
    dashboard.button("Freeze").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text("in step · frozen")
    assert world.server.call(lambda core, now_us: core.clock(now_us)).frozen
    dashboard.button("Freeze").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text("in step")


def test_the_clock_shown_is_the_servers(world: World, dashboard: Dashboard) -> None:
    world.fixed_us = 1_767_225_600_000_000
    world.server.call(lambda core, now_us: core.freeze_clock(now_us))
    expect(dashboard.part("clock").get_by_role("time")).to_have_text("00:00:00")
    expect(dashboard.part("clock").locator(".date").first).to_have_text("2026-01-01")


def test_an_hour_later_the_devices_session_has_expired(dashboard: Dashboard, simulated: SimulatedDevice) -> None:
    dashboard.choose(simulated.name)
    dashboard.part("clock").get_by_text("Jump", exact=True).first.click()
    dashboard.button("+1 h").click()
    dashboard.button("+10 s").click()
    expect(dashboard.part("clock").locator(".skew")).to_have_text(re.compile("1 h 10 s"))
    assert "[SESSION] Expired, renewing" in simulated.run(6)
    expect(dashboard.part("conversation")).to_contain_text("401 session_expired")
