"""Pages of moments that a command writes and opens: `replay --open`, `compare --open` and `--moment`."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from tests.user import Command, write

BAD, GOOD = (f"eeprom-power-loss@esp8266+legacy#cut=2.{unit}" for unit in (40, 0))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """What the browser was asked to open; pages lie in the folder's `cache`."""
    addresses: list[str] = []

    def note(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", note)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: folder / "cache" / name)
    return addresses


def again_in(page: Path) -> list[str]:
    """Give the command lines that a page copies for whoever wants to run its cases again."""
    (given,) = re.findall(r'id="traces">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    found: list[str] = msgspec.json.decode(given)["again"]
    return found


def given_in(page: Path) -> tuple[list[str], list[int]]:
    """Give the traces in a page, each as its replay ID, and where they differ."""
    (given,) = re.findall(r'id="traces">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    found = msgspec.json.decode(given)
    heads = [msgspec.json.decode(trace.splitlines()[0]) for trace in found["traces"]]
    return [head["replay_id"] for head in heads], found["differ"]


def test_a_replay_is_opened_in_the_browser_from_the_users_cache(
    oceanhil: Command, folder: Path, opened: list[str]
) -> None:
    told = oceanhil("replay", "first-boot@esp32", "-q", "--open").out
    page = folder / "cache" / "oceanhil" / "moments" / "first-boot@esp32.html"
    assert opened == [page.as_uri()]
    assert f"moments: {page}" in told
    assert given_in(page) == (["first-boot@esp32"], [])


def test_a_page_that_was_given_a_place_is_written_there_and_opened_only_if_asked(
    oceanhil: Command, folder: Path, opened: list[str]
) -> None:
    assert oceanhil("replay", "first-boot@esp32", "-q", "--moment", "pages/one.html").code == 0
    assert (given_in(folder / "pages" / "one.html"), opened) == ((["first-boot@esp32"], []), [])
    assert not (folder / "cache").exists()


@pytest.mark.parametrize("option", ["--moment", "--trace"])
def test_a_place_where_nothing_can_be_written_is_refused_before_the_case_runs(
    option: str, oceanhil: Command, folder: Path
) -> None:
    (folder / "taken").touch()
    done = oceanhil("replay", "first-boot@esp32", "-q", option, "taken/one")
    assert done.code == 4
    assert f"{option}: 'taken/one' cannot be written: a part of the path is a file" in done.err
    assert "passed" not in done.out


def test_a_page_knows_how_its_case_is_run_again(oceanhil: Command, folder: Path) -> None:
    assert oceanhil("replay", "first-boot@esp32", "-q", "--world", "native", "--moment", "one.html").code == 0
    assert again_in(folder / "one.html") == ["oceanhil replay 'first-boot@esp32' --world native"]
    write(folder / "own.yaml", steps="  - device.power_on\n  - expect.serial: {line: nothing, within: 1s}\n")
    assert oceanhil("run", "own.yaml", "--board", "esp32", "--html", "report.html").code == 1
    (page,) = (folder / "report-moments").glob("own@esp32.html")
    assert again_in(page) == ["oceanhil replay 'own@esp32' --scenarios own.yaml"]


def test_where_there_is_no_browser_the_page_is_named(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    done = oceanhil("replay", "first-boot@esp32", "-q", "--open")
    assert done.code == 0
    assert "no browser could be started; open that file in one" in done.out
    assert not opened


def test_two_traces_are_opened_beside_each_other_where_they_differ(
    oceanhil: Command, folder: Path, opened: list[str]
) -> None:
    for name, replay_id in (("good", GOOD), ("bad", BAD)):
        oceanhil("replay", replay_id, "-q", "--moment", f"{name}.html", "--trace", f"{name}.jsonl")
    assert oceanhil("compare", "good.jsonl", "bad.jsonl", "--open", "-q").code == 1
    (address,) = opened
    ids, differ = given_in(folder / "cache" / "oceanhil" / "moments" / Path(address).name.replace("%20", " "))
    assert ids == [GOOD, BAD]
    events = [(folder / f"{name}.jsonl").read_bytes().splitlines()[1:] for name in ("good", "bad")]
    found = [msgspec.json.decode(each[at]) for each, at in zip(events, differ, strict=True)]
    assert found[0]["kind"] == found[1]["kind"]
    assert found[0]["fields"] != found[1]["fields"]
