"""A finding gets a file of its own, whatever other runs have left in the folder."""

from __future__ import annotations

from pathlib import Path

import msgspec

from oceanhil.app.exploring.corpus import Corpus
from oceanhil.app.exploring.finding_files import name_apart, write_findings
from oceanhil.app.exploring.findings_text import path_of
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.findings import Breach, Finding
from oceanhil.exploration.life import NamedLife
from oceanhil.exploration.written_life import name_of
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.result import Failure
from tests.exploration.explored import happening, life

LAWS = ("expect.boots: 1",)
FAILURE = Failure("expect.boots: 1", "", 1, 1, "1 boots", "2", in_remedy=False)
DRAWN = life(happening("reset"), happening("relay"))


def found(seed: int | None = 0, name: str = "7", others: int = 0) -> Finding:
    simple = life(happening("reset"))
    return Finding(Breach("boots", "#"), FAILURE, NamedLife(name, DRAWN, seed), simple, others=others)


def written(plan: Plan, folder: Path, *findings: Finding) -> list[str]:
    name_apart(findings, plan, folder)
    write_findings(findings, plan, LAWS, folder)
    return [path_of(each, folder).name for each in findings]


def plan(seed: int = 0, boards: tuple[Board, ...] = PLATFORM_BOARDS) -> Plan:
    return Plan("sim", boards, seed)


def test_the_same_life_of_the_same_command_is_written_anew(tmp_path: Path) -> None:
    names = [written(plan(), tmp_path, found()) for _ in range(2)]
    assert names == [["boots-esp32-seed-0-life-7.yaml"]] * 2
    assert len([*tmp_path.iterdir()]) == 1


def test_the_same_number_of_another_seed_has_another_name(tmp_path: Path) -> None:
    names = written(plan(), tmp_path, found()) + written(plan(1), tmp_path, found(1))
    assert names == ["boots-esp32-seed-0-life-7.yaml", "boots-esp32-seed-1-life-7.yaml"]


def test_the_same_number_of_other_lives_overwrites_nothing(tmp_path: Path) -> None:
    first = written(plan(), tmp_path, found())
    before = (tmp_path / first[0]).read_bytes()
    others = [
        plan(boards=(Board.ESP32,)),
        msgspec.structs.replace(plan(), is_guided=True),
        msgspec.structs.replace(plan(), only=("reset",)),
        msgspec.structs.replace(plan(), without=("relay",)),
        msgspec.structs.replace(plan(), world="native"),
    ]
    names = [written(each, tmp_path, found())[0] for each in others]
    assert names == [f"boots-esp32-seed-0-life-7-{number}.yaml" for number in range(2, 7)]
    assert (tmp_path / first[0]).read_bytes() == before
    assert [written(each, tmp_path, found())[0] for each in others] == names


def test_two_findings_in_one_life_stay_two(tmp_path: Path) -> None:
    written(plan(), tmp_path, found())
    names = written(plan(boards=(Board.ESP32,)), tmp_path, found(), found(others=1))
    assert names == ["boots-esp32-seed-0-life-7-2.yaml", "boots-esp32-seed-0-life-7-3.yaml"]


def test_what_a_person_has_written_stays(tmp_path: Path) -> None:
    mine = tmp_path / "boots-esp32-seed-0-life-7.yaml"
    mine.write_text("# mine\n")
    assert written(plan(), tmp_path, found()) == ["boots-esp32-seed-0-life-7-2.yaml"]
    assert mine.read_text() == "# mine\n"


def test_a_kept_life_is_the_same_whatever_the_command(tmp_path: Path) -> None:
    names = [written(each, tmp_path, found(None, "kept-1f")) for each in (plan(), plan(3, (Board.ESP32,)))]
    assert names == [["boots-esp32-life-kept-1f.yaml"]] * 2


def test_a_kept_life_in_another_world_overwrites_nothing(tmp_path: Path) -> None:
    worlds = [msgspec.structs.replace(plan(), world=world) for world in ("sim", "native")]
    names = [written(each, tmp_path, found(None, "kept-1f")) for each in worlds]
    assert names == [["boots-esp32-life-kept-1f.yaml"], ["boots-esp32-life-kept-1f-2.yaml"]]
    assert (tmp_path / names[1][0]).read_text().startswith("# Found by oceanhil explore --world native in life kept-1f")


def test_a_guided_life_behind_other_kept_ones_overwrites_nothing(tmp_path: Path) -> None:
    guided = msgspec.structs.replace(plan(), is_guided=True)
    lives = [life(happening("reset")), life(happening("relay"))]
    kept = [Corpus(tmp_path, lives={name_of(each): each for each in lives[:count]}).digest for count in range(3)]
    names = [written(guided.behind(SimWorldFactory(), each), tmp_path, found()) for each in (*kept, *kept)]
    assert names == [[f"boots-esp32-seed-0-life-7{end}.yaml"] for end in ("", "-2", "-3")] * 2
    first = (tmp_path / names[1][0]).read_text().partition("\n")[0]
    assert first == f"# Found by oceanhil explore --seed 0 --guided, by kept lives {kept[1]}, in life 7: 2"


def test_kept_lives_say_nothing_of_lives_that_no_other_leads_to() -> None:
    assert plan().behind(SimWorldFactory(), "1f") == plan()


def test_the_first_line_has_all_on_which_the_number_depends(tmp_path: Path) -> None:
    chosen = Plan("native", (Board.ESP32,), 5, ("relay", "power"), ("reset",), is_guided=True)
    (name,) = written(chosen, tmp_path, found(5))
    assert (tmp_path / name).read_text().splitlines()[0] == (
        "# Found by oceanhil explore --seed 5 --world native --board esp32 --only relay --only power --without reset "
        "--guided in life 7: 2"
    )
