"""Twenty thousand devices that all poll: what the page draws is what somebody could read, however much comes."""

from collections.abc import Callable
from itertools import islice

from playwright.sync_api import Route, expect

from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from tests.browser.dashboard import Dashboard
from tests.browser.fleet import DEVICES, enlist
from tests.browser.looking import FRAMES
from tests.browser.world import World

BURSTS, POLLS = 40, 200
_WATCH = """() => {
  window.added = [];
  const rows = document.querySelector("#journal .entries");
  new MutationObserver((changes) => {
    added.push(changes.reduce((sum, change) => sum + change.addedNodes.length, 0));
  }).observe(rows, { childList: true });
  window.began = performance.now();
}"""
_NOTE_MEASURING = """() => {
  window.measured = [];
  const note = (owner, name) => {
    const known = Object.getOwnPropertyDescriptor(owner, name);
    const get = function () { measured.push(name); return known.get.call(this); };
    Object.defineProperty(owner, name, { ...known, get });
  };
  for (const name of ["scrollTop", "scrollHeight", "clientHeight", "clientWidth"]) note(Element.prototype, name);
  for (const name of ["offsetTop", "offsetHeight", "offsetWidth"]) note(HTMLElement.prototype, name);
  for (const [owner, name] of [[window, "getComputedStyle"], [Element.prototype, "getBoundingClientRect"]]) {
    const known = owner[name];
    owner[name] = function (...all) { measured.push(name); return known.apply(this, all); };
  }
}"""


def test_the_page_draws_what_somebody_could_read(world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    polls = iter(world.server.call(enlist))

    def poll(core: Core, now_us: int) -> None:
        for request in islice(polls, POLLS):
            core.handle(request, now_us)

    dashboard = open_dashboard(world).live()
    page, asked = dashboard.page, list[str]()
    expect(dashboard.part("devices").locator("header .count")).to_have_text("20,000")
    page.on("request", lambda request: asked.append(request.url) if "/_admin/" in request.url else None)
    page.evaluate(_WATCH)
    for group in ("none", "place", "tag", "status"):
        page.get_by_label("Groups of devices").select_option(group)
        for _ in range(BURSTS // 4):
            world.server.call(poll)
            page.evaluate(FRAMES)
    expect(dashboard.part("journal").locator("header .count")).to_have_text(f"{2 * DEVICES + BURSTS * POLLS} requests")
    # A few times a second, however often something came; a frame that nobody could read is not drawn.
    elapsed_ms, added = page.evaluate("[performance.now() - began, added]")
    assert len(added) <= elapsed_ms / 250 + 2
    assert max(added) == 100
    # Of twenty thousand lines some twenty exist, and of the journal what is in sight or near it is laid out.
    assert dashboard.part("devices").locator(".rows li").count() <= 40
    assert page.evaluate("document.getElementsByTagName('*').length") <= 2500
    laid_out = "(all) => all.filter((it) => it.firstChild.checkVisibility({ contentVisibilityAuto: true })).length"
    assert 5 <= dashboard.entries().evaluate_all(laid_out) <= 80
    # Nothing had to be asked for again but, a few times a second, how many entries the server keeps no more; the stream
    # is the one of the beginning.
    forgotten = [url for url in asked if url.endswith("&last=1")]
    assert asked == forgotten
    assert len(forgotten) <= page.evaluate("performance.now() - began") / 250 + 2
    expect(dashboard.connection).to_have_text("live")


def test_while_a_fleet_polls_nothing_is_measured(world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    polls = iter(world.server.call(enlist))
    dashboard = open_dashboard(world).live()
    expect(dashboard.part("devices").locator("header .count")).to_have_text("20,000")
    dashboard.page.evaluate(_NOTE_MEASURING)
    for _ in range(BURSTS):
        world.server.call(lambda core, now_us: [core.handle(each, now_us) for each in islice(polls, POLLS)])
        dashboard.page.evaluate(FRAMES)
    # Whoever asks for a measure after a change has the whole page laid out for it.
    assert dashboard.page.evaluate("measured") == []
    dashboard.part("devices").locator(".scroller").evaluate("(list) => { list.scrollTop = 500; }")
    dashboard.page.evaluate(FRAMES)
    assert dashboard.page.evaluate("measured") == ["scrollTop"]


def test_devices_are_asked_for_in_pages(world: World, open_dashboard: Callable[..., Dashboard]) -> None:
    made = world.server.call(
        lambda core, now_us: [core.create_device(Board.ESP32, f"d{number}", now_us).id for number in range(2_500)]
    )
    dashboard = open_dashboard(world).live()
    count = dashboard.part("devices").locator("header .count")
    expect(count).to_have_text("2,500")
    asked = list[str]()

    def between(route: Route) -> None:
        asked.append(route.request.url.partition("?")[2])
        if len(asked) == 2:
            # The device behind which the second page begins is gone when it is asked for.
            world.server.call(lambda core, now_us: core.delete(made[999], now_us))
        elif len(asked) == 4:
            # Of one that has been read already something is told.
            world.server.call(lambda core, now_us: core.set_tags(made[0], ["told"], now_us))
        route.continue_()

    dashboard.page.route("**/_admin/devices?*", between)
    world.server.call(lambda core, now_us: core.restart(now_us))
    expect(count).to_have_text("2,499")
    dashboard.page.get_by_label("Filter devices by tag").select_option("told")
    expect(dashboard.row("d0")).to_be_visible()
    pages = ["", f"&after={made[999]}", "", f"&after={made[1000]}", f"&after={made[2000]}"]
    assert asked == [f"limit=1000{page}" for page in pages]
    dashboard.forgive("404")
