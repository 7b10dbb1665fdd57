"""The fleet's timeline: who spoke when, and how it went, where no device is chosen."""

import json

from playwright.sync_api import Locator, expect

from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.protocol.http import HttpRequest
from tests.browser.dashboard import Dashboard
from tests.browser.looking import violations
from tests.browser.world import REGISTER, World


def lane(dashboard: Dashboard, name: str) -> Locator:
    return (
        dashboard.part("conversation").locator(".timeline li").filter(has=dashboard.page.get_by_text(name, exact=True))
    )


def boxes(drawn: Locator, kind: str) -> str:
    return drawn.locator(f"path[data-kind={kind}]").get_attribute("d") or ""


def fleet(world: World) -> None:
    """Three devices: one early, one late and refused, one struck by a fault; and somebody unknown."""
    world.fixed_us = 1_767_225_600_000_000
    world.device("early", 1)
    world.fixed_us += 3_600_000_000
    late = world.device("late", 2)
    late.headers["X-Session-Id"] = "of-before"
    late.poll()
    struck = world.device("struck", 3)
    world.add_fault(FaultRule(Fault(FaultKind.STATUS, status=503), Match(device=struck.id)))
    struck.try_to_poll()
    world.server.call(lambda core, now_us: core.handle(HttpRequest("GET", "/elsewhere"), now_us))


def test_it_tells_of_each_device_when_it_spoke_and_how_it_went(world: World, dashboard: Dashboard) -> None:
    fleet(world)
    expect(lane(dashboard, "all devices")).to_contain_text(
        "9 requests, 2 refused (4xx), 1 failed (5xx), 1 struck by a fault"
    )
    expect(lane(dashboard, "early")).to_contain_text("2 requests")
    expect(lane(dashboard, "late")).to_contain_text("3 requests, 1 refused (4xx)")
    expect(lane(dashboard, "struck")).to_contain_text("3 requests, 1 failed (5xx), 1 struck by a fault")
    expect(lane(dashboard, "no known device")).to_contain_text("1 request, 1 refused (4xx)")
    # The first was heard an hour before the others.
    assert boxes(lane(dashboard, "early"), "ok").startswith("M0 ")
    assert not boxes(lane(dashboard, "late"), "ok").startswith("M0 ")
    assert (boxes(lane(dashboard, "early"), "client"), boxes(lane(dashboard, "late"), "server")) == ("", "")
    assert boxes(lane(dashboard, "struck"), "fault") != ""
    expect(dashboard.part("conversation").locator(".axis")).to_have_text("00:00:001 h01:00:00")


def test_the_legend_tells_marks_apart_by_more_than_their_colour(world: World, dashboard: Dashboard) -> None:
    fleet(world)
    legend = dashboard.part("conversation").locator(".legend")
    expect(legend).to_have_text("answeredrefused (4xx)failed (5xx)no answerstruck by a fault")
    shapes: list[str] = legend.locator("path").evaluate_all("(all) => all.map((each) => each.getAttribute('d'))")
    assert len(set(shapes)) == len(shapes) == 5


def test_who_spoke_last_stands_above(world: World, dashboard: Dashboard) -> None:
    first, _ = world.device("first", 1), world.device("second", 2)
    names = dashboard.part("conversation").locator(".timeline .who")
    expect(names).to_have_text(["all devices", "second", "first"])
    first.poll()
    expect(names).to_have_text(["all devices", "first", "second"])


def test_a_lane_leads_to_the_conversation_and_back(world: World, dashboard: Dashboard) -> None:
    fleet(world)
    lane(dashboard, "late").get_by_role("button").click()
    expect(dashboard.part("conversation").get_by_role("heading", name="Conversation")).to_be_visible()
    expect(dashboard.exchanges()).to_have_count(3)
    expect(lane(dashboard, "all devices")).to_be_hidden()
    dashboard.button("All devices").click()
    expect(dashboard.part("conversation").get_by_role("heading", name="Timeline")).to_be_visible()
    expect(lane(dashboard, "late")).to_be_visible()
    expect(dashboard.page.locator("#device-title")).to_have_text("Device")


def test_of_many_devices_the_first_are_shown_and_more_when_wanted(world: World, dashboard: Dashboard) -> None:
    def speak(core: Core, now_us: int) -> None:
        for number in range(120):
            token = core.create_device(Board.ESP32, f"board {number}", now_us).registration_token
            mac = f"24:6F:28:00:00:{number:02X}"
            body = {"token": token, "device_id": f"ESP32_{mac.replace(':', '')}", "mac_address": mac, "ip": "10.0.0.2"}
            headers = {"content-type": "application/json"}
            core.handle(HttpRequest("POST", REGISTER, headers, json.dumps(body).encode()), now_us)

    world.server.call(speak)
    lanes = dashboard.part("conversation").locator(".timeline li")
    expect(lanes).to_have_count(51)
    dashboard.button("Show more of 120 devices").click()
    expect(lanes).to_have_count(101)


def test_axe_finds_nothing_and_nothing_is_too_wide(world: World, dashboard: Dashboard) -> None:
    fleet(world)
    expect(lane(dashboard, "late")).to_be_visible()
    for width in (360, 740, 1400):
        dashboard.page.set_viewport_size({"width": width, "height": 900})
        assert violations(dashboard.page) == [], width
        assert dashboard.page.evaluate("document.documentElement.scrollWidth") == width


def test_it_draws_as_many_requests_as_it_says(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    world.flood({name.lower(): value for name, value in device.headers.items()}, 2200)
    expect(dashboard.part("journal").locator(".count")).to_have_text("2202 requests")
    expect(dashboard.part("conversation").locator("header .count")).to_have_text("all devices, newest 2,000 requests")
    expect(lane(dashboard, "all devices")).to_contain_text("2,000 requests")
