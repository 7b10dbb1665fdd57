"""`oceanhil explore`: what is told, what is written, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.app.exploring import exploration
from oceanhil.app.exploring.leading import Crew, Lived, leading
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import NamedLife
from tests.user import Command

GOOD = ("explore", "--board", "esp32", "--only", "relay", "--only", "maintenance", "--lives", "3")
BAD = ("explore", "--board", "esp32", "--only", "answer-lost", "--lives", "20", "--seed", "3")
"""A registration whose answer is lost spends the token: the platform keeps no answer by default."""


def test_where_nothing_is_wrong_nothing_is_found(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil(*GOOD, "--out", str(tmp_path / "found"))
    assert done.code == 0
    assert done.out.startswith("nothing found in 3 lives on esp32 in sim, seed 0 · ")
    assert not (tmp_path / "found").exists()


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_looked_for(oceanhil: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = oceanhil("explore", "--for", "24h", "--out", str(tmp_path / "file" / "found"))
    assert done.code == 1
    assert f"Error: '{tmp_path / 'file' / 'found'}' cannot be made: " in done.err


def test_what_is_found_is_a_scenario_that_fails_with_the_same_words(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil(*BAD, "--out", str(tmp_path), "--json", "--junit", str(tmp_path / "found.xml"))
    assert (done.code, done.err) == (1, "")
    row = msgspec.json.decode(done.out)
    (finding,) = row["findings"]
    assert finding["law"] == "token-known"
    assert finding["made_of"] == ["answer-lost"]
    assert finding["lives"] >= 1
    assert Path(finding["file"]).parent == tmp_path
    again = oceanhil("run", finding["file"])
    assert again.code == 1
    assert finding["found"] in again.out
    case = ET.parse(tmp_path / "found.xml").getroot().find(".//testcase[failure]")
    assert case is not None
    assert case.get("name") == finding["id"]


def test_people_read_blocks_and_a_line(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil(*BAD, "--out", str(tmp_path))
    head, expected, found, again, *_ = done.out.splitlines()
    assert head.endswith(": answer-lost")
    assert expected.startswith("  expected  the token of the registration at ")
    assert found.startswith("  found     it never got the answer")
    assert again.startswith("  again     oceanhil run ")
    assert done.out.splitlines()[-1].startswith("1 finding in 20 lives on esp32 in sim, seed 3 · ")
    assert "made simple" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--for", "0s"), "--for is '0s', in which no life is led; expected a time such as 1m"),
        (("--for", "10"), "--for: duration '10' has no unit"),
        (("--lives", "0"), "Invalid value for '--lives'"),
        (("--only", "rest"), "no disturbance and no kind is called 'rest'; did you mean 'reset'?"),
        (("--only", "reset", "--without", "power"), "nothing is left that could happen"),
        (("--scheduler", ""), "--scheduler is empty, expected an address such as tcp://host:8786"),
        (("--scheduler", "host:1:2"), "no scheduler answers at 'host:1:2': invalid address 'host:1:2'"),
        (("--scheduler", "tcp://host:1", "--jobs", "2"), "name one of the two"),
        (("--world", "simm"), "unknown world 'simm'; did you mean 'sim'?"),
    ],
)
def test_a_mistake_is_said_before_any_life(oceanhil: Command, words: tuple[str, ...], said: str) -> None:
    done = oceanhil("explore", *words)
    assert done.code == 2
    assert said in done.err


def test_a_file_is_no_folder(oceanhil: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = oceanhil(*BAD, "--out", str(tmp_path / "taken"))
    assert done.code == 2
    assert "is a file, expected a folder" in done.err


def test_ctrl_c_writes_and_tells_what_was_found(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def until_interrupted(
        plan: Plan, here: Habitat, crew: Crew, lives: Iterable[NamedLife]
    ) -> Iterator[Iterator[Lived]]:
        def led() -> Iterator[Lived]:
            with leading(plan, here, crew, lives) as really:
                for life in really:
                    yield life
                    if life.led.is_broken:
                        raise KeyboardInterrupt

        yield led()

    monkeypatch.setattr(exploration, "leading", until_interrupted)
    done = oceanhil(*BAD, "--out", str(tmp_path))
    assert done.code == 2
    assert "token-known" in done.out
    assert len([*tmp_path.glob("*.yaml")]) == 1
    assert "1 finding in 2 lives" in done.out


def test_what_was_kept_is_led_first_and_finds_again_what_it_found(oceanhil: Command, tmp_path: Path) -> None:
    words = ("--corpus", str(tmp_path / "corpus"), "--out", str(tmp_path), "--json")
    first = msgspec.json.decode(oceanhil(*BAD, *words).out)
    assert first["corpus"]["led"] == 0
    kept = [*(tmp_path / "corpus").iterdir()]
    assert len(kept) == first["corpus"]["new"] > 1
    again = msgspec.json.decode(oceanhil(*BAD, *words, "--lives", "1").out)
    assert (again["corpus"]["led"], again["corpus"]["new"], again["lives"]) == (len(kept), 0, 1)
    (finding,) = again["findings"]
    assert finding["law"] == "token-known"
    assert finding["first_life"] in {path.stem for path in kept}


def test_what_of_a_corpus_means_nothing_here_is_said(oceanhil: Command, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    assert oceanhil(*GOOD, "--corpus", str(corpus), "--out", str(tmp_path)).code == 0
    (corpus / "other.json").write_text('{"format": "a poem"}')
    done = oceanhil(*GOOD, "--corpus", str(corpus), "--out", str(tmp_path), "--without", "relay")
    assert done.code == 0
    assert "'relay': no such disturbance here" in done.out
    assert "not used: other.json: it is no life: " in done.out
    assert f"corpus {corpus}: " in done.out


def test_every_disturbance_is_listed(oceanhil: Command) -> None:
    done = oceanhil("explore", "--list")
    assert done.code == 0
    assert "power-cut" in done.out
    assert len(done.out.splitlines()) > 30


@pytest.mark.long
def test_several_processes_find_what_one_finds(oceanhil: Command, tmp_path: Path) -> None:
    words = ("explore", "--board", "esp32", "--lives", "120", "--json", "--out", str(tmp_path))
    one, two = (msgspec.json.decode(oceanhil(*words, "--jobs", jobs).out) for jobs in ("1", "2"))
    assert one["findings"] == two["findings"] != []
    assert one["simulated_s"] == two["simulated_s"]
