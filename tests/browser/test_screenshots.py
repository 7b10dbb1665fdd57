"""The pictures of the documentation: the same world, the same moment, the same bytes of content each time."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.scenarios.trace import EventKind
from tests.browser.dashboard import Dashboard
from tests.browser.looking import Scheme
from tests.browser.moments import Open, closeup, moment_of
from tests.browser.world import HttpDevice, World

_IMAGES = Path(__file__).parents[2] / "docs" / "images"
_NEW_YEAR_US = 1_767_225_600_000_000
_MOST_BYTES = 200_000
_SAME_SHADE = 64


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dashboard_has_its_picture_taken(
    scheme: Literal["light", "dark"],
    serve: Callable[..., World],
    open_dashboard: Callable[..., Dashboard],
    tmp_path: Path,
) -> None:
    world = serve(reports=reports(tmp_path))
    populate(world)
    dashboard = open_dashboard(world, 1400, 900, scheme).live().choose("greenhouse pump")
    expect(dashboard.part("clock").get_by_role("time")).to_have_text("09:30:00")
    dashboard.page.get_by_role("radio", name="greenhouse pump").check()
    dashboard.page.mouse.move(0, 0)
    expect(dashboard.fault("Maintenance")).to_contain_text("struck 1")
    keep_picture(dashboard.page.screenshot(), _IMAGES / f"dashboard-{scheme}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_moment_at_which_a_token_is_lost_has_its_picture_taken(scheme: Scheme, open_moments: Open) -> None:
    trace = closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104")
    lost = moment_of(trace, EventKind.STORED, verdict="empty", after=moment_of(trace, EventKind.POWER, state="cut"))
    page = open_moments(trace, moment=lost, width=1400, height=1050, scheme=scheme)
    expect(page.locator(".line.now")).to_contain_text("stored record: empty")
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    keep_picture(page.screenshot(), _IMAGES / f"moments-{scheme}.png")


def keep_picture(png: bytes, path: Path) -> None:
    """Keep a picture, unless the one that is kept shows the same; it must be small enough for a repository."""
    _IMAGES.mkdir(exist_ok=True)
    taken = Image.open(io.BytesIO(png)).convert("RGB")
    if not looks_like(taken, path):
        taken.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < _MOST_BYTES


def looks_like(taken: Image.Image, path: Path) -> bool:
    """Tell whether a picture shows the same: edges of letters are never drawn quite alike twice."""
    if not path.exists():
        return False
    kept = Image.open(path).convert("RGB")
    if kept.size != taken.size:
        return False
    return all(max(band.histogram()[_SAME_SHADE:]) == 0 for band in ImageChops.difference(kept, taken).split())


def populate(world: World) -> None:
    """Six devices, one of each status, and one that has a hard time."""
    world.fixed_us = _NEW_YEAR_US + 9 * 3_600_000_000
    world.device("tide gauge", 0x0A1, Board.ESP8266)
    wait(world, 1212)
    world.generate("workshop door")
    stolen = world.device("harbour light", 0x0B7)
    world.server.call(lambda core, now_us: core.revoke(stolen.id, now_us))
    wait(world, 550)
    heater = world.device("boat heater", 0x1C4, Board.PICOW)
    heater.report(temperature=7.25, humidity=81.0)
    wait(world, 20)
    pump = world.device("greenhouse pump", 0x2D9)
    wait(world, 1)
    pump.report(temperature=23.5, humidity=62.0)
    world.server.call(lambda core, now_us: core.set_state(pump.id, {"relay1": True}, now_us))
    misbehave(world, pump)
    world.server.call(lambda core, now_us: core.freeze_clock(now_us))


def misbehave(world: World, pump: HttpDevice) -> None:
    """Polls every five seconds, of which three go wrong."""
    match = Match(device=pump.id)
    kinds = (
        Fault(FaultKind.TRUNCATE, keep_bytes=20),
        Fault(FaultKind.DROP_RESPONSE),
        Fault(FaultKind.STATUS, status=503, retry_after=60),
    )
    for fault in kinds:
        identity = world.add_fault(FaultRule(fault, match))
        wait(world, 5)
        pump.try_to_poll()
        if fault is not kinds[-1]:
            world.remove_fault(identity)
    wait(world, 2)


def reports(folder: Path) -> Path:
    """Two reports, of the same size and age each time."""
    for name, age_s in (("scenarios.html", 0), ("scenarios-serial.html", 86_400)):
        (folder / name).write_bytes(b" " * 214_000)
        written_s = _NEW_YEAR_US // 1_000_000 - age_s
        os.utime(folder / name, (written_s, written_s))
    return folder


def wait(world: World, seconds: int) -> None:
    assert world.fixed_us is not None
    world.fixed_us += seconds * 1_000_000
