"""Files and folders of scenarios."""

from pathlib import Path

import pytest

from oceanhil.scenarios.loader import load_any, load_library, load_scenario
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.replay import ReplayError
from tests.scenarios.ringcentral import writing as about_service
from tests.scenarios.writing import saved, text_of


def named(name: str) -> str:
    return text_of().replace("id: probe", f"id: {name}")


def test_a_folder_stands_for_all_scenarios_below_it(tmp_path: Path) -> None:
    saved(tmp_path / "b", "two", named("two"))
    saved(tmp_path / "a", "one", named("one"))
    (tmp_path / "a" / "notes.txt").write_text("no scenario", "utf-8")
    assert list(load_library([tmp_path])) == ["one", "two"]


def test_a_single_file_is_one_scenario(tmp_path: Path) -> None:
    assert load_scenario(saved(tmp_path, "one", named("one"))).id == "one"


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = saved(tmp_path, "one", named("one"))
    assert list(load_library([path, tmp_path])) == ["one"]


def test_two_scenarios_with_one_id_are_refused_naming_both_files(tmp_path: Path) -> None:
    first = saved(tmp_path / "a", "one", named("one"))
    second = saved(tmp_path / "b", "one", named("one"))
    with pytest.raises(ScenarioError) as refusal:
        load_library([tmp_path])
    assert str(refusal.value) == f"{second}:1:1: id 'one' is taken by {first}; rename one of the two"


def test_the_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    saved(tmp_path, "one", named("one") + "oops: 1\n")
    saved(tmp_path, "two", named("two") + "oops: 1\n")
    with pytest.raises(ScenarioError) as refusal:
        load_library([tmp_path])
    assert [mistake.place.file for mistake in refusal.value.mistakes] == [
        str(tmp_path / "one.yaml"),
        str(tmp_path / "two.yaml"),
    ]


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"holds no scenarios; expected files that end in \.yaml"):
        load_library([tmp_path])


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"gone\.yaml: cannot be read: no such file or directory; check the path"):
        load_scenario(tmp_path / "gone.yaml")


def test_a_replay_id_leads_to_its_case(tmp_path: Path) -> None:
    saved(tmp_path, "one", named("one").replace("steps:", "matrix: {pause: [1s, 2s]}\nsteps:"))
    case = load_library([tmp_path]).case("one@esp8266#pause=2s,seed=3")
    assert (case.replay.seed, case.parameters) == (3, {"pause": "2s"})


def test_an_unknown_scenario_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    saved(tmp_path, "token-expired", named("token-expired"))
    with pytest.raises(ReplayError, match=r"unknown scenario 'token-expird'; did you mean 'token-expired'\?"):
        load_library([tmp_path]).case("token-expird@esp32")


def test_scenarios_about_a_service_stand_apart(tmp_path: Path) -> None:
    saved(tmp_path, "one", named("one"))
    path = saved(tmp_path, "probe", about_service.text_of())
    library = load_library([tmp_path])
    assert (list(library), list(library.services)) == (["one"], ["probe"])
    assert load_any(path).id == "probe"


def test_one_about_a_service_is_none_about_boards(tmp_path: Path) -> None:
    path = saved(tmp_path, "probe", about_service.text_of())
    with pytest.raises(ScenarioError, match="about no board but about 'ringcentral'; write probe@ringcentral"):
        load_scenario(path)


def test_two_scenarios_may_not_share_an_id_whatever_they_are_about(tmp_path: Path) -> None:
    saved(tmp_path / "a", "probe", named("probe"))
    saved(tmp_path / "b", "probe", about_service.text_of())
    with pytest.raises(ScenarioError, match="id 'probe' is taken by"):
        load_library([tmp_path])
