"""Pictures are readable in light and in dark: the contrast of every text and line with what it stands on, computed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from oceanhil.app.report.html import render_html
from tests.app.report.conftest import a_head
from tests.browser.dashboard import Dashboard
from tests.browser.looking import SCHEMES
from tests.browser.test_report import with_history
from tests.browser.test_timeline import fleet
from tests.browser.world import World

_PICTURES = sorted((Path(__file__).parents[2] / "docs").rglob("*.svg"))
# WCAG 2.2: 1.4.3 for texts, 1.4.11 for what is drawn.
_TEXT, _LINE = 4.5, 3.0
# Each drawn part with the contrast of its colour and what is painted below it, in the picture or else on the page.
# Marks of one lane lie on each other; what tells them apart is their height.
_CONTRASTS = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const isSeen = (colour) => colour && colour !== "none" && (channels(colour)[3] ?? 1) > 0;
  const below = (part, { x, y }) => {
    const stack = document.elementsFromPoint(x, y);
    for (const each of stack.slice(stack.indexOf(part) + 1)) {
      if (each.dataset?.kind && part.dataset.kind) continue;
      const style = getComputedStyle(each);
      const colour = each.closest("svg") && each.tagName !== "svg" ? style.fill : style.backgroundColor;
      if (isSeen(colour)) return channels(colour);
    }
    return [255, 255, 255];
  };
  const place = (part, isLine) => {
    const box = part.getBoundingClientRect();
    if (part.tagName === "text") return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const point = part.getPointAtLength(0);
    if (!isLine && part.tagName === "path") point.x += 0.5, point.y += 0.5;
    return point.matrixTransform(part.getScreenCTM());
  };
  const found = [];
  for (const part of document.querySelectorAll("svg text, svg path, svg polyline, svg line, svg circle")) {
    if (part.closest("defs, marker") || !part.checkVisibility() || part.getAttribute("d") === "") continue;
    const style = getComputedStyle(part);
    const isLine = isSeen(style.stroke);
    const colour = isLine ? style.stroke : style.fill;
    if (!isSeen(colour)) continue;
    part.scrollIntoView({ block: "center" });
    const ground = below(part, place(part, isLine));
    const opacity = style.opacity * (isLine ? style.strokeOpacity : style.fillOpacity);
    const blended = channels(colour).map((value, each) => value * opacity + (ground[each] ?? 0) * (1 - opacity));
    const [one, other] = [light(blended), light(ground)].sort((a, b) => b - a);
    found.push([part.tagName, part.textContent || part.getAttribute("class") || part.dataset.kind || "",
      (one + 0.05) / (other + 0.05)]);
  }
  return found;
}"""


def too_faint(page: Page) -> list[str]:
    """Give what of the drawings on a page has too little contrast, in either scheme; there must be drawings."""
    faint = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        contrasts: list[tuple[str, str, float]] = page.evaluate(_CONTRASTS)
        assert contrasts != []
        faint += [
            f"{scheme}: {kind} {said!r} {contrast:.2f}"
            for kind, said, contrast in contrasts
            if contrast < (_TEXT if kind == "text" else _LINE)
        ]
    return faint


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 700}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("picture", _PICTURES, ids=lambda path: path.name)
def test_what_the_docs_draw_is_readable(picture: Path, page: Page) -> None:
    page.goto(picture.as_uri())
    assert too_faint(page) == []


def test_what_a_report_draws_is_readable(page: Page, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(render_html(*with_history(a_head())), "utf-8")
    page.goto((tmp_path / "report.html").as_uri())
    assert page.locator("svg.spark").count() == 2
    assert too_faint(page) == []


def test_what_the_dashboard_draws_is_readable(world: World, dashboard: Dashboard) -> None:
    fleet(world)
    expect(dashboard.part("conversation").locator(".timeline li")).to_have_count(5)
    assert too_faint(dashboard.page) == []
