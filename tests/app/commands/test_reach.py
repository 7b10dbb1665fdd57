"""`oceanhil reach`: what is told of situations, laws and runs, what is drawn, and how it ends."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from tests.user import Command

WALK = ("reach", "--no-runs")
LOST = ("--only", "answer-lost", "--lives", "20", "--seed", "3", "--documented")
LAWFUL = ("--known", "token-known", "--known", "no-loss")


def test_laws_are_told_with_what_breaks_them_and_the_shortest_way(oceanhil: Command) -> None:
    done = oceanhil(*WALK, "--store", "reference")
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    assert re.fullmatch(r"reference: 1,271 situations, [\d,]+ moves, at most 17 moves away", lines[0])
    assert lines[1] == "  recovered    holds: a device comes online by itself, or says what a person must do"
    assert lines[3].startswith("  token-known  broken in 69 situations, by 370 moves: no registration is spent without")
    assert lines[5] == "               soonest  start, record read, network joined, register, start"


def test_a_law_of_which_it_is_known_is_no_failure(oceanhil: Command) -> None:
    done = oceanhil(*WALK, *LAWFUL)
    assert done.code == 0
    assert "token-known  broken" in done.out


def test_a_server_that_repeats_its_answer_keeps_all_laws_of_two_copies(oceanhil: Command) -> None:
    done = oceanhil(*WALK, "--repeats", "--store", "reference")
    assert done.code == 0
    assert "broken" not in done.out


def test_only_what_is_named_is_judged(oceanhil: Command) -> None:
    done = oceanhil(*WALK, "--law", "curable", "--law", "spent-once")
    assert done.code == 0
    assert "recovered" not in done.out
    assert done.out.count("holds: a person can bring the device online again") == 2


def test_the_way_to_a_situation_is_told_move_by_move(oceanhil: Command) -> None:
    done = oceanhil("reach", "--store", "reference", "--route", "57")
    head, *moves = done.out.splitlines()
    assert done.code == 0
    assert head == "reference #57: refused, stored empty; record pending, flashed token fresh"
    assert [line.split("  ")[1] for line in moves] == [
        "start", "record read", "network joined", "refused: without a reason",
    ]  # fmt: skip


def test_a_number_that_only_one_layout_has_is_told_of_that_one(oceanhil: Command) -> None:
    done = oceanhil("reach", "--route", "1200")
    assert (done.code, done.err) == (0, "")
    assert [line for line in done.out.splitlines() if "#" in line] == [done.out.splitlines()[0]]
    assert done.out.startswith("reference #1200: ")


def test_traces_of_a_run_and_lives_are_counted_where_they_were(oceanhil: Command, tmp_path: Path) -> None:
    traces = tmp_path / "traces"
    assert oceanhil("run", "token-expired", "token-revoked", "--board", "esp32", "--traces", str(traces)).code == 0
    done = oceanhil("reach", "--traces", str(traces), "--lives", "10", "--store", "reference", "--json", *LAWFUL)
    assert (done.code, done.err) == (0, "")
    (study,) = msgspec.json.decode(done.out)["studies"]
    assert study["runs"]["library"] == 3
    assert 0 < study["runs"]["exploration"] <= 10
    assert study["strayed"] == []
    rows = {(row["device"], row["server"]): row for row in study["all"]}
    expired = rows["refused, stored empty", "record pending, flashed token expired"]
    assert (expired["library"], expired["exploration"]) == (1, 0)
    assert "age: the registration token" in expired["route"]
    new = rows["off, stored empty", "record pending, flashed token fresh"]
    assert new["library"] == 3
    assert study["reached"] == sum(row["library"] + row["exploration"] > 0 for row in study["all"])


def test_what_nobody_has_reached_is_listed_with_the_way_that_leads_there(oceanhil: Command, tmp_path: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--traces", str(tmp_path))
    done = oceanhil("reach", "--traces", str(tmp_path), "--lives", "0", "--store", "reference", "--unreached", "2")
    told = done.out.splitlines()
    (begin,) = [number for number, line in enumerate(told) if line.startswith("  nobody was in ")]
    assert told[begin + 1].split()[0].startswith("#")
    assert told[begin + 2].startswith("         ")
    assert len(told) == begin + 5
    (off,) = [line for line in told if line.startswith("  off ")]
    assert off.split()[1:4] == ["1/4", "1/4", "0/4"]


@pytest.mark.long
def test_findings_of_an_exploration_are_followed(oceanhil: Command, tmp_path: Path) -> None:
    traces, found = tmp_path / "traces", tmp_path / "found"
    oceanhil("run", "token-expired", "--board", "esp32", "--traces", str(traces))
    explored = ("explore", "--board", "esp32", *LOST)
    assert oceanhil(*explored, "--out", str(found)).code == 1
    done = oceanhil("reach", "--traces", str(traces), "--explored", str(found), *LAWFUL, "--unreached", "0")
    assert done.code == 0
    assert "and 1 of the exploration" in done.out


@pytest.mark.long
def test_a_finding_runs_on_the_board_it_is_of(oceanhil: Command, tmp_path: Path) -> None:
    traces, found = tmp_path / "traces", tmp_path / "found"
    oceanhil("run", "token-expired", "--board", "esp32", "--traces", str(traces))
    explored = ("explore", "--board", "esp8266", *LOST)
    assert oceanhil(*explored, "--out", str(found)).code == 1
    done = oceanhil("reach", "--traces", str(traces), "--explored", str(found), *LAWFUL, "--unreached", "0")
    assert "and 1 of the exploration" in done.out


def test_what_is_wrong_in_a_finding_is_told_before_any_run_is_followed(oceanhil: Command, tmp_path: Path) -> None:
    (tmp_path / "finding.yaml").write_text("title: [", "utf-8")
    (tmp_path / "trace.jsonl").write_text("no trace", "utf-8")
    done = oceanhil("reach", "--traces", str(tmp_path), "--explored", str(tmp_path))
    assert done.code == 2
    assert "finding.yaml:" in done.err
    assert "trace.jsonl" not in done.err


def test_all_situations_are_drawn_on_a_page_without_scripts(oceanhil: Command, tmp_path: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--traces", str(tmp_path))
    page = tmp_path / "pages" / "reach.html"
    done = oceanhil("reach", "--traces", str(tmp_path), "--lives", "5", "--html", str(page), "--store", "reference")
    assert done.out.endswith(f"\npicture: {page}\n")
    text = page.read_text("utf-8")
    assert text.count('<rect class="square') == 1271 + 5
    assert 'class="square library"' in text
    assert 'class="square nobody broken"' in text
    assert "prefers-color-scheme: dark" in text
    assert "default-src 'none'" in text
    assert "<script" not in text


def test_a_page_without_runs_says_of_nowhere_that_nobody_was_there(oceanhil: Command, tmp_path: Path) -> None:
    page = tmp_path / "reach.html"
    oceanhil(*WALK, "--store", "reference", "--html", str(page))
    text = page.read_text("utf-8")
    assert "reference: 1,271 situations" in text
    assert "Nobody was in" not in text
    assert "Runs: " not in text
    assert "reached: " not in text


def test_a_place_for_the_page_that_cannot_be_written_is_told_before_anything_is_walked_through(
    oceanhil: Command, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    # The folder has no traces, of which nobody would hear before all situations have been walked through.
    words = ("--law", "curable", "--traces", str(tmp_path), "--lives", "0")
    done = oceanhil("reach", *words, "--html", str(tmp_path / "taken" / "reach.html"))
    assert (done.code, done.out) == (1, "")
    assert "cannot be written: a part of the path is a file; choose another place" in done.err


def test_a_run_that_strays_is_told_on_the_page_too(oceanhil: Command, tmp_path: Path) -> None:
    head = {"trace": 3, "replay_id": "token-expired@esp32", "scenario": "token-expired", "title": "", "world": "sim"}
    head |= {"subject": "esp32", "seed": 0, "outcome": "passed", "remedy": "none"}
    halted = {"t_us": 7, "source": "device", "kind": "halt", "device": "", "fields": {"reason": "mac"}}
    lines = b"\n".join(msgspec.json.encode(each) for each in (head, halted))
    (tmp_path / "a.jsonl").write_bytes(lines)
    page = tmp_path / "reach.html"
    done = oceanhil("reach", "--traces", str(tmp_path), "--lives", "0", "--html", str(page), *LAWFUL)
    assert done.code == 1
    strayed = "strayed: token-expired@esp32: halt cannot happen where it is: off, stored empty"
    assert strayed in done.out
    assert strayed in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--no-runs", "--lives", "5"), "--no-runs follows nothing; leave out --traces, --explored and --lives, or it"),
        (("--explored", ".", "--lives", "5"), "leave out one of --explored and --lives"),
        (("--route", "99999"), "--route is 99999, and reference has situations 0 to 1270"),
        (("--route", "5", "--json"), "--route tells a way and ends; leave out --html, --json, --traces and --explored"),
        (("--route", "5", "--traces", "."), "--route tells a way and ends"),
        (("--lives", "-1"), "Invalid value for '--lives'"),
        (("--law", "online"), "Invalid value for '--law': 'online' is not one of"),
        (("--store", "raw"), "Invalid value for '--store'"),
        (("--board", "esp33"), "Invalid value for '--board'"),
    ],
)
def test_a_mistake_is_said_before_anything_runs(oceanhil: Command, words: tuple[str, ...], said: str) -> None:
    done = oceanhil("reach", *words)
    assert done.code == 2
    assert said in " ".join(done.err.split())


@pytest.mark.long
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no trace in"),
        (b"", "does not say of which case it is"),
        (b"{", "is no trace that can be followed"),
        (b'{"trace": 99}', "is a trace of version 99"),
        (b'{"t_us":1,"source":"device","kind":"power","device":"","fields":{}}', "lacks the field 'state'"),
        (b'{"t_us":1,"source":"device","kind":"halt","device":"\xff","fields":{}}', "text is not UTF-8"),
    ],
    ids=["none", "empty", "half", "newer", "untelling", "no text"],
)
def test_a_folder_without_traces_is_told(oceanhil: Command, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "a.jsonl").write_bytes(content)
    done = oceanhil("reach", "--traces", str(tmp_path))
    assert done.code == 2
    assert said in done.err


def test_a_folder_without_findings_is_told(oceanhil: Command, tmp_path: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--traces", str(tmp_path))
    done = oceanhil("reach", "--traces", str(tmp_path), "--explored", str(tmp_path))
    assert done.code == 2
    assert "expected a folder that oceanhil explore --out has written" in done.err
