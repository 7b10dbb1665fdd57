"""The moment viewer in Chromium: when it is open, and what a frame costs while keys are held and the wheel turns."""

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from bench.main_thread import CATEGORIES, MainThread
from bench.row import Row
from oceanhil.app.moment.page import render_moments
from tests.browser.looking import FRAMES
from tests.browser.moments import closeup, long

_CASE: Final = "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100"
_EVENTS: Final = 10_000
_VIEW: Final = "a page of moments, 10,000 events"
_OPEN_GOAL_MS: Final = 1_000.0
_FRAME_MS: Final = 1_000 / 60
_TWO_FRAMES_MS: Final = 2 * _FRAME_MS
_ROUNDED_MS: Final = 0.4
"""Chromium tells times of frames in tenths, and a page is told no finer ones."""
_A_SECOND: Final = 30
"""How often a key that is held down comes again, in most systems."""
_PAUSE_MS: Final = 1_000 / _A_SECOND
_TYPED: Final = "program 0x91"
_NOTE_FRAMES: Final = """() => {
  window.frameTimes = [];
  const note = (time) => { window.frameTimes?.push(time); if (window.frameTimes) requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""
_NOTED: Final = "() => { const times = window.frameTimes; window.frameTimes = null; return times; }"

Act = Callable[[Page, int], None]
"""What a hand does the n-th time."""


def _key(*keys: str, with_shift: bool = False) -> Act:
    def act(page: Page, number: int) -> None:
        if with_shift:
            page.keyboard.down("Shift")
        page.keyboard.down(keys[number % len(keys)])

    return act


def _wheel(page: Page, number: int) -> None:
    page.mouse.wheel(0, 20 if number // _A_SECOND % 2 else -20)


def _zoom(page: Page, number: int) -> None:
    page.keyboard.down("-" if number // 10 % 2 else "+")


def _type(page: Page, number: int) -> None:
    letter = number % (len(_TYPED) + 1)
    page.keyboard.press(_TYPED[letter] if letter < len(_TYPED) else "Control+a")


ACTS: Final[dict[str, Act]] = {
    "an arrow key": _key("ArrowRight"),
    "ten events a key": _key("ArrowRight", with_shift=True),
    "the key of a step": _key("]"),
    "the key of the step before": _key("["),
    "the wheel on the axis": _wheel,
    "the keys that zoom": _zoom,
    "F and Home in turn": _key("f", "Home"),
    "a search typed": _type,
}
_WITH_FRAME_RATE: Final = ("an arrow key", "the wheel on the axis")


@dataclass(frozen=True, slots=True)
class Held:
    """What came of an act that went on, in ms: what frames took of the main thread, and how far apart they were."""

    frames_ms: list[float]
    apart_ms: list[float]


def held(browser: Browser, page: Page, act: Act, acts: int) -> Held:
    """Act so often at the pace of a key that is held down, from the middle of the run, and give what it cost."""
    page.evaluate("window.page.active.axis.showAll(); window.page.active.moveTo(5_000)")
    page.mouse.move(700, 150)
    if act is _type:
        page.keyboard.press("/")
    page.evaluate(FRAMES)
    browser.start_tracing(page=page, categories=list(CATEGORIES))
    page.evaluate(_NOTE_FRAMES)
    for number in range(acts):
        act(page, number)
        page.wait_for_timeout(_PAUSE_MS)
    times = page.evaluate(_NOTED)
    main = MainThread.of(browser.stop_tracing(), PurePosixPath(urlsplit(page.url).path).name.encode())
    for key in ("Shift", "ArrowRight", "]", "[", "f", "Home", "+", "-"):
        page.keyboard.up(key)
    if act is _type:
        page.fill("#search", "")
        page.keyboard.press("Escape")
    return Held(main.frames_ms(), [later - earlier for earlier, later in pairwise(times)])


def measure(browser: Browser, folder: Path, *, quick: bool) -> Iterator[Row]:
    file = folder / "moments.html"
    file.write_text(render_moments([long(closeup(_CASE), _EVENTS)]), "utf-8")
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    page.goto(file.as_uri())
    opened_ms = page.evaluate(f"({FRAMES})().then(() => performance.now())")
    yield Row(f"{_VIEW}: opened and drawn", opened_ms, "ms", "since it was asked for", _OPEN_GOAL_MS, at_most=True)
    acts = _A_SECOND * (1 if quick else 10)
    for name, act in ACTS.items():
        came = held(browser, page, act, acts)
        yield from _costs(f"{_VIEW}: {name}", came.frames_ms, f"main thread, {acts} at {_A_SECOND} a second")
        if name in _WITH_FRAME_RATE:
            yield from _rate(f"{_VIEW}: {name}, frames", came.apart_ms)
    page.close()


def _costs(name: str, frames_ms: list[float], how: str) -> Iterator[Row]:
    most = statistics.quantiles(frames_ms, n=20)[-1]
    yield Row(f"{name}, a frame", statistics.median(frames_ms), "ms", how, _FRAME_MS, at_most=True)
    yield Row(f"{name}, 95 of 100 frames", most, "ms", how, _FRAME_MS, at_most=True)


def _rate(name: str, apart_ms: list[float]) -> Iterator[Row]:
    how = f"{len(apart_ms)} frames, requestAnimationFrame"
    goal = _FRAME_MS + _ROUNDED_MS
    yield Row(f"{name} apart", statistics.median(apart_ms), "ms", how, goal, at_most=True)
    yield Row(f"{name} apart, 95 of 100", statistics.quantiles(apart_ms, n=20)[-1], "ms", how, goal, at_most=True)
    for most, few in ((_FRAME_MS, len(apart_ms) // 20), (_TWO_FRAMES_MS, 0)):
        late = sum(each > most + _ROUNDED_MS for each in apart_ms)
        yield Row(f"{name} of more than {most:.1f} ms", late, "", how, few, at_most=True)
