"""Pages of moments of a run: whose there are, what they show, and what leads to them from each case of the report."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from tests.app.moment.test_album import album_in
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


def test_each_case_of_the_report_has_a_link_to_its_moments(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    write(folder / "online.yaml")
    assert oceanhil("run", "teapot.yaml", "online.yaml", "--board", "esp32", "--html", "r.html").code == 1
    links = {name: re.findall(r'href="(r-moments/[^"]+)"', row) for name, row in rows(folder / "r.html").items()}
    album = ["r-moments/album.html#case=run-online-esp32"]
    assert links == {"run-teapot-esp32": ["r-moments/teapot%40esp32.html"], "run-online-esp32": album}
    assert {each.name for each in (folder / "r-moments").iterdir()} == {"album.html", "teapot@esp32.html"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as the name of a folder")
def test_a_folder_of_moments_may_have_a_name_that_is_no_text(oceanhil: Command, folder: Path) -> None:
    write(folder / "online.yaml")
    place = folder / os.fsdecode(b"caf\xe9")
    done = oceanhil("run", "online.yaml", "--board", "esp32", "--html", "r.html", "--moments", place.name)
    assert done.code == 0
    assert 'href="caf%E9/online%40esp32.html"' in (folder / "r.html").read_text("utf-8")


@pytest.mark.long
@pytest.mark.parametrize("workers", ["1", "2"])
def test_cases_that_pass_are_in_one_album_with_the_files_of_their_scenarios(
    oceanhil: Command, folder: Path, workers: str
) -> None:
    write(folder / "own" / "online.yaml")
    write(folder / "own" / "quiet.yaml", "  - time.run: 90s\n")
    assert oceanhil("run", "own", "-n", workers, "--html", "r.html").code == 0
    album = album_in((folder / "r-moments" / "album.html").read_text("utf-8"))
    assert {each.replay_id for each in album.cases} == {
        f"{name}@{board}" for name in ("online", "quiet") for board in ("esp32", "esp8266", "picow")
    }
    assert {name: each.file for name, each in album.sources.items()} == {"online": "online.yaml", "quiet": "quiet.yaml"}
    assert album.sources["quiet"].text == (folder / "own" / "quiet.yaml").read_text("utf-8")


def test_an_album_that_cannot_be_written_leaves_the_report_and_fails_the_run(oceanhil: Command, folder: Path) -> None:
    write(folder / "online.yaml")
    (folder / "r-moments" / "album.html").mkdir(parents=True)
    done = oceanhil("run", "online.yaml", "--html", "r.html")
    assert done.code == 1
    assert "moments in 'r-moments' are not complete" in done.said
    assert all("--open" in row and "album" not in row for row in rows(folder / "r.html").values())


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


@pytest.mark.long
@pytest.mark.parametrize(("time", "times"), [("14h", 1), ("1h", 0)], ids=["long", "short"])
def test_who_waits_for_the_page_of_a_long_run_is_told(oceanhil: Command, folder: Path, time: str, times: int) -> None:
    write(folder / "long.yaml", AWAY.format(time))
    done = oceanhil("run", "long.yaml", "--board", "esp32", "--html", "run.html")
    told = re.findall(r"writing the page of long@esp32, [\d,]+ events", f"{done.out}{done.err}")
    assert (done.code, len(told)) == (1, times)


@pytest.mark.long
def test_who_wants_failures_only_is_not_told_what_goes_on(oceanhil: Command, folder: Path) -> None:
    write(folder / "long.yaml", AWAY.format("14h"))
    done = oceanhil("run", "long.yaml", "--board", "esp32", "--html", "run.html", "-q")
    assert "writing the page" not in f"{done.out}{done.err}"
