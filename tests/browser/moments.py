"""Close-ups for the moment viewer, and the addresses of moments in them."""

import json
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path

from playwright.sync_api import Page

from oceanhil.app.run.known_names import names_in_force
from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.trace_file import encode_trace, head_of
from tests.browser.looking import FRAMES

Open = Callable[..., Page]
LOST = "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100"


def painted(page: Page) -> Page:
    """Wait until the axis of a viewer is painted, which it is once the browser has told it its size."""
    page.wait_for_function("window.page.active.axis.pen !== undefined")
    return page


def closeup(replay_id: str) -> bytes:
    """Give the close-up of a case of the library in `sim`."""
    return closeup_of(find_scenario(parse_replay(replay_id).scenario, ()), replay_id)


def planted(folder: Path, *steps: str) -> bytes:
    """Give the close-up of a scenario of these steps, which is in nobody's library."""
    file = folder / "planted.yaml"
    said = "".join(f"  - {step}\n" for step in steps)
    file.write_text(f"id: planted\ntitle: Planted\ngroup: ours\nsteps:\n{said}", "utf-8")
    return closeup_of(file, "planted@esp32")


def closeup_of(file: Path, replay_id: str) -> bytes:
    """Give the close-up of a case of the scenario in `file`."""
    wanted, profile, factory = parse_replay(replay_id), load_profile(None), SimWorldFactory()
    scenario = load_scenario(file, names_in_force(profile, factory))
    result = run_case(scenario.case(wanted), factory, profile, is_closeup=True)
    return encode_trace(head_of(result, file.name, file.read_text("utf-8")), result.events)


def lines(trace: bytes) -> list[dict[str, object]]:
    """Give the events of a trace."""
    return [json.loads(line) for line in trace.splitlines()[1:]]


def long(trace: bytes, events: int) -> bytes:
    """Give a trace of so many events: what happens in `trace`, again and again."""
    head, *rest = trace.splitlines()
    said = [json.loads(line) for line in rest]
    length_us = said[-1]["t_us"] + 1
    rounds = ({**each, "t_us": each["t_us"] + number * length_us} for number in count() for each in said)
    return b"\n".join([head, *(json.dumps(each).encode() for each in islice(rounds, events))])


def moment_of(trace: bytes, kind: EventKind, *, after: str = "", **fields: object) -> str:
    """Give the address of the first event like that, behind the one with the address `after`."""
    events = lines(trace)
    addresses = [_address(events, at) for at in range(len(events))]
    for at in range(addresses.index(after) + 1 if after else 0, len(events)):
        found = events[at]["fields"]
        assert isinstance(found, dict)
        if events[at]["kind"] == kind.value and all(found.get(name) == value for name, value in fields.items()):
            return addresses[at]
    raise AssertionError(f"no {kind} with {fields}")


def _address(events: list[dict[str, object]], at: int) -> str:
    us = events[at]["t_us"]
    before = sum(each["t_us"] == us for each in events[:at])
    return f"#t={us}+{before}" if before else f"#t={us}"


def timed(*times_us: int) -> bytes:
    """Give a trace of lines of a serial log at these times."""
    events = [
        {"t_us": us, "source": "device", "kind": "serial", "device": "device", "fields": {"text": f"[AT] {us}"}}
        for us in times_us
    ]
    return "\n".join(json.dumps(event) for event in events).encode()


def failed(trace: bytes) -> bytes:
    """The same, as if an expectation had not come."""
    head, *rest = trace.decode().splitlines()
    failure = {
        "step": "expect.online",
        "file": "x.yaml",
        "line": 18,
        "column": 5,
        "expected": "online",
        "found": "silence",
    }
    said = {**json.loads(head), "outcome": "failed", "failure": {**failure, "in_remedy": False, "invariant": ""}}
    return "\n".join([json.dumps(said), *rest]).encode()


def now(page: Page) -> str:
    """Give the line of the event that the cursor is at."""
    return page.locator(".line.now .words").inner_text()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settled(page: Page) -> Page:
    """Give the page once it shows all of where its cursor is: the log's lines out of sight come two frames later."""
    page.evaluate(FRAMES)
    page.evaluate(FRAMES)
    return page
