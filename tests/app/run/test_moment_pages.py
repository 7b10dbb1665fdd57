"""Pages of moments of a run: whose there are, what they show, and what leads to them from each case of the report."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from tests.user import TEAPOT, Command, write

SWEEP = """id: kept
title: The record is kept wherever power fails
group: ours
boards: [picow]
sweep: {cut: {boot: 1, of: flash-units, every: 40}}
given: {settings: {permanent_body_length: 24}}
steps:
  - storage.cut_power: ${cut}
  - device.power_on
  - expect.power_lost
"""
SERVICE = """id: refused
title: A login that never comes to anything
group: ours
service: ringcentral
steps:
  - client.login: {on: first}
  - expect.answer: {on: first, status: 418}
"""


class OnceFactory(SimWorldFactory):
    """Simulated worlds of which no run can be had again, as on boards."""

    @property
    def can_repeat(self) -> bool:
        return False


def traces_in(page: Path) -> list[list[dict[str, object]]]:
    """Give the traces in a page, each as its lines."""
    (given,) = re.findall(r'id="traces">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    texts = msgspec.json.decode(given)["traces"]
    return [[msgspec.json.decode(line) for line in text.splitlines()] for text in texts]


def bodies(trace: list[dict[str, object]]) -> list[str]:
    """Give what was sent, of each request."""
    requests = (line["fields"] for line in trace[1:] if line["kind"] == "request")
    return [str(fields["sent"]) for fields in requests if isinstance(fields, dict)]


def rows(report: Path) -> dict[str, str]:
    """Give what stands in the report at each case, by its anchor."""
    found = re.split(r'<details class="run" id="([^"]+)"', report.read_text("utf-8"))[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def test_each_case_of_the_report_has_what_leads_to_its_moments(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    write(folder / "online.yaml")
    assert oceanhil("run", "teapot.yaml", "online.yaml", "--board", "esp32", "--html", "r.html").code == 1
    found = rows(folder / "r.html")
    assert 'href="r-moments/teapot%40esp32.html"' in found["run-teapot-esp32"]
    assert "--open" not in found["run-teapot-esp32"]
    assert "href=" not in found["run-online-esp32"]
    look = "oceanhil replay &#39;online@esp32&#39; --scenarios online.yaml --open"
    assert f"<code>{look}</code>" in found["run-online-esp32"]
    assert [each.name for each in (folder / "r-moments").iterdir()] == ["teapot@esp32.html"]


def test_with_a_folder_for_them_each_case_has_its_page(oceanhil: Command, folder: Path) -> None:
    write(folder / "online.yaml")
    assert oceanhil("run", "online.yaml", "--html", "r.html", "--moments", "m").code == 0
    for name, row in rows(folder / "r.html").items():
        (page,) = re.findall(r'href="(m/[^"]+)"', row)
        (trace,) = traces_in(folder / unquote(page))
        assert name == f"run-online-{trace[0]['subject']}"
        assert bodies(trace)[0].startswith("POST /api/device/register/")
        assert "event by event</span>" not in row


def test_of_a_sweep_that_passes_the_last_point_is_looked_at(oceanhil: Command, folder: Path) -> None:
    (folder / "kept.yaml").write_text(SWEEP, "utf-8")
    assert oceanhil("run", "kept.yaml", "--moments", "m").code == 0
    (page,) = (folder / "m").iterdir()
    ((head, *events),) = traces_in(page)
    assert re.fullmatch(r"kept@picow#cut=1\.\d+0", str(head["replay_id"]))
    assert "flash" in {event["kind"] for event in events}
    told = oceanhil("replay", "kept@picow", "--scenarios", "kept.yaml", "--moment", "page.html", "-q")
    assert told.out.startswith("passed: kept@picow, ")
    ((again, *_),) = traces_in(folder / "page.html")
    assert again["replay_id"] == head["replay_id"]


def test_a_case_about_a_service_has_its_messages_too(oceanhil: Command, folder: Path) -> None:
    (folder / "refused.yaml").write_text(SERVICE, "utf-8")
    assert oceanhil("run", "refused.yaml", "--html", "r.html").code == 1
    (page,) = (folder / "r-moments").iterdir()
    (trace,) = traces_in(page)
    assert bodies(trace)[0].endswith("&assertion=…")


def test_a_run_that_cannot_be_had_again_is_told_closely_at_once(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: OnceFactory())
    write(folder / "teapot.yaml", TEAPOT)
    assert oceanhil("run", "teapot.yaml", "--board", "picow", "--html", "r.html").code == 1
    (trace,) = traces_in(folder / "r-moments" / "teapot@picow.html")
    assert '"mac_address":"28:CD:C1' in bodies(trace)[0]


AWAY = "  - device.power_on\n  - expect.online\n  - time.run: {}\n  - expect.status: {{is: away, within: 1s}}\n"


@pytest.mark.parametrize(("time", "times"), [("14h", 1), ("1h", 0)], ids=["long", "short"])
def test_who_waits_for_the_page_of_a_long_run_is_told(oceanhil: Command, folder: Path, time: str, times: int) -> None:
    write(folder / "long.yaml", AWAY.format(time))
    done = oceanhil("run", "long.yaml", "--board", "esp32", "--html", "run.html")
    told = re.findall(r"writing the page of long@esp32, [\d,]+ events", f"{done.out}{done.err}")
    assert (done.code, len(told)) == (1, times)


def test_who_wants_failures_only_is_not_told_what_goes_on(oceanhil: Command, folder: Path) -> None:
    write(folder / "long.yaml", AWAY.format("14h"))
    done = oceanhil("run", "long.yaml", "--board", "esp32", "--html", "run.html", "-q")
    assert "writing the page" not in f"{done.out}{done.err}"
