"""`oceanhil explore`: what is told, what is written, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.app import output_files
from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.exploring import corpus, exploration, finding_files
from oceanhil.app.exploring.leading import Crew, Lived, leading
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.bench import SpentError
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.explorer import Explorer
from oceanhil.exploration.findings import Finding
from oceanhil.exploration.guiding import LAG
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import NamedLife
from tests.exploration.explored import happening, life
from tests.user import Command

GOOD = ("explore", "--board", "esp32", "--only", "relay", "--only", "maintenance", "--lives", "3")
BAD = ("explore", "--board", "esp32", "--only", "answer-lost", "--lives", "20", "--seed", "3", "--documented")
"""A registration whose answer is lost spends the token: the platform keeps no answer by default."""
CHOSEN = "--board esp32 --only answer-lost"


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
        (
            ("--for", "0s"),
            "Invalid value for '--for': '0s' is no time in which anything happens; expected one such as '10m'",
        ),
        (("--for", "10"), "Invalid value for '--for': duration '10' has no unit"),
        (("--lives", "0"), "Invalid value for '--lives'"),
        (("--only", "rest"), "no disturbance and no kind is called 'rest'; did you mean 'reset'?"),
        (("--only", "reset", "--without", "power"), "nothing is left that could happen"),
        (("--life", "3m"), "--life is for boards in real time; in world 'sim' lives cost nothing"),
        (("--erases", "9"), "--erases is for boards in real time; in world 'sim' lives cost nothing"),
        (("--life", "0s"), "Invalid value for '--life': '0s' is no time"),
        (("--erases", "0"), "Invalid value for '--erases'"),
        (("--scheduler", ""), "--scheduler is empty, expected an address such as tcp://host:8786"),
        (("--scheduler", "host:1:2"), "no scheduler answers at 'host:1:2': invalid address 'host:1:2'"),
        (("--scheduler", "tls://127.0.0.1:1"), "no certificate is configured for it; set distributed.comm.tls"),
        (("--scheduler", "inproc://127.0.0.1/1/1"), "expected one such as tcp://host:8786"),
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


def test_what_was_found_is_left_by_a_command_that_breaks_down_later(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_into(explorer: Explorer, named: NamedLife) -> list[Finding]:
        if explorer.findings:
            raise AssertionError("beyond all that was foreseen")
        return really(explorer, named)

    really = Explorer.look_into
    monkeypatch.setattr(Explorer, "look_into", look_into)
    with pytest.raises(AssertionError, match="foreseen"):
        oceanhil(*BAD, "--lives", "60", "--out", str(tmp_path))
    (left,) = tmp_path.glob("*.yaml")
    assert oceanhil("run", str(left)).code == 1


def test_ctrl_c_before_a_breach_was_looked_into_names_the_life(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(explorer: Explorer, named: NamedLife) -> list[Finding]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Explorer, "look_into", interrupted)
    done = oceanhil(*BAD, "--out", str(tmp_path))
    assert done.code == 2
    assert "life 2: it broke a law, and the interruption came before that was looked into" in done.out


def test_a_life_that_broke_a_law_and_was_not_looked_into_is_no_success(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(explorer: Explorer, named: NamedLife) -> list[Finding]:
        raise SpentError("esp32: 3 erases are left")

    monkeypatch.setattr(Explorer, "look_into", spent)
    done = oceanhil(*BAD, "--out", str(tmp_path), "--junit", str(tmp_path / "junit.xml"))
    assert done.code == 1
    assert "it broke a law, and that was not looked into: esp32: 3 erases are left" in done.out
    assert ET.parse(tmp_path / "junit.xml").find(".//error") is not None


@pytest.mark.long
def test_what_was_found_is_told_where_it_cannot_be_written_any_more(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _: str) -> None:
        raise EnvironmentRefusedError(f"{path.name} cannot be written: no space left on device")

    monkeypatch.setattr(finding_files, "write_output", refuse)
    done = oceanhil(*BAD, "--out", str(tmp_path))
    assert done.code == 1
    assert done.out.startswith("token-known  ")
    assert done.err.splitlines()[-1].endswith("cannot be written: no space left on device")


@pytest.mark.long
def test_a_corpus_that_cannot_be_written_any_more_keeps_nothing_else_from_being_written(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _: str) -> None:
        raise EnvironmentRefusedError(f"{path.name} cannot be written: no space left on device")

    monkeypatch.setattr(corpus, "write_output", refuse)
    junit, known = tmp_path / "found.xml", tmp_path / "known.yaml"
    words = ("--corpus", str(tmp_path / "corpus"), "--junit", str(junit), "--known", str(known), "--accept")
    done = oceanhil(*BAD, "--out", str(tmp_path / "found"), *words)
    assert done.code == 1
    assert done.err.splitlines()[-1].endswith("cannot be written: no space left on device")
    assert "token-known" in junit.read_text()
    assert "token-known" in known.read_text()


def test_a_corpus_in_which_nothing_may_be_written_is_led(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "corpus"
    oceanhil(*GOOD, "--corpus", str(kept), "--out", str(tmp_path / "one"))
    before = sorted(kept.iterdir())
    really = output_files.refuse_unwritable

    def refuse(path: Path) -> None:
        if path.parent == kept:
            raise EnvironmentRefusedError(f"{path} cannot be written: read-only file system")
        really(path)

    monkeypatch.setattr(output_files, "refuse_unwritable", refuse)
    done = oceanhil(*GOOD, "--seed", "5", "--corpus", str(kept), "--out", str(tmp_path / "other"))
    assert done.code == 0
    assert f"of {len(before)} lives led first" in done.out
    assert "what is new is not kept: " in done.out
    assert "read-only file system" in done.out
    assert sorted(kept.iterdir()) == before


@pytest.mark.long
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


@pytest.mark.long
def test_a_finding_of_guided_lives_says_so(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil(*BAD, "--guided", "--out", str(tmp_path))
    assert done.code == 1
    (path,) = tmp_path.glob("*.yaml")
    assert path.read_text("utf-8").startswith(f"# Found by oceanhil explore --seed 3 {CHOSEN} --guided in life ")
    assert "edges of the firmware's code: not looked at, world 'sim' does not show them" in done.out


@pytest.mark.long
def test_a_finding_of_guided_lives_names_the_kept_ones_before_them(oceanhil: Command, tmp_path: Path) -> None:
    kept = corpus.Corpus(tmp_path / "kept")
    kept.keep(life(happening("answer-lost", 1, 30)))
    kept.write()
    oceanhil(*BAD, "--guided", "--out", str(tmp_path), "--corpus", str(kept.folder))
    (path,) = tmp_path.glob("*.yaml")
    assert f" {CHOSEN} --guided, by kept lives " in path.read_text("utf-8").partition("\n")[0]


@pytest.mark.long
def test_guided_lives_of_the_core_in_c_tell_how_many_edges_they_went_over(oceanhil: Command) -> None:
    told = [
        oceanhil("explore", "--board", "esp32", "--world", "native", "--lives", "2", "--guided", "--jobs", jobs)
        for jobs in ("1", "2")
    ]
    (edges,), others = ([line for line in each.out.splitlines() if line.startswith("edges")] for each in told)
    assert int(edges.removeprefix("edges of the firmware's code: ").replace(",", "")) > 300
    assert others == [edges]


def test_guided_lives_are_no_more_under_way_than_they_may_learn_from() -> None:
    assert [Crew(ahead_most=LAG).ahead(hands) for hands in (1, 3, 100)] == [2, 6, 8]
    assert Crew().ahead(100) == 200


@pytest.mark.long
def test_what_of_a_corpus_means_nothing_here_is_said(oceanhil: Command, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    assert oceanhil(*GOOD, "--corpus", str(corpus), "--out", str(tmp_path)).code == 0
    (corpus / "other.json").write_text('{"format": "a poem"}')
    done = oceanhil(*GOOD, "--corpus", str(corpus), "--out", str(tmp_path), "--without", "relay")
    assert done.code == 0
    assert "'relay': no such disturbance here" in done.out
    assert "not used: other.json: it is no life: " in done.out
    assert f"corpus {corpus}: " in done.out


def test_a_board_that_is_named_twice_is_explored_as_once(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil(*GOOD, "--board", "esp32", "--out", str(tmp_path / "found"))
    assert "in 3 lives on esp32 in sim" in done.out


def test_every_disturbance_is_listed(oceanhil: Command) -> None:
    done = oceanhil("explore", "--list")
    assert done.code == 0
    assert "power-cut" in done.out
    assert len(done.out.splitlines()) > 30


def test_programs_are_given_the_same_list_as_one_object(oceanhil: Command) -> None:
    done = oceanhil("explore", "--list", "--json")
    listed = msgspec.json.decode(done.out)["disturbances"]
    assert [(each["name"], each["kind"], each["about"]) for each in listed] == [
        (each.name, each.kind.value, each.about) for each in DISTURBANCES
    ]


def test_a_strangers_lives_are_handed_out_to_no_other_machine(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")
    done = oceanhil(*GOOD, "--scheduler", "tcp://192.0.2.1:8786")
    assert done.code == 2
    assert "--scheduler 'tcp://192.0.2.1:8786' is another machine, and --untrusted takes files as data only" in done.err


@pytest.mark.long
@pytest.mark.parametrize(("how", "lives"), [("--plain", "120"), ("--guided", "300")])
def test_several_processes_find_what_one_finds(oceanhil: Command, tmp_path: Path, how: str, lives: str) -> None:
    words = ("explore", "--board", "esp32", "--lives", lives, how, "--json", "--documented", "--out", str(tmp_path))
    one, two = (msgspec.json.decode(oceanhil(*words, "--jobs", jobs).out) for jobs in ("1", "2"))
    assert one["findings"] == two["findings"] != []
    assert one["simulated_s"] == two["simulated_s"]


def test_what_the_documentation_explains_is_told_with_its_reason_and_no_failure(
    oceanhil: Command, tmp_path: Path
) -> None:
    plain = [word for word in BAD if word != "--documented"]
    done = oceanhil(*plain, "--out", str(tmp_path))
    assert done.code == 0
    met, whole = done.out.splitlines()
    assert met.startswith("known  registration-reply-lost  ")
    assert met.endswith("(scenario registration-reply-lost)")
    assert whole.startswith("nothing new found, 1 known in 20 lives on esp32")
    assert not [*tmp_path.iterdir()]


@pytest.mark.long
def test_a_known_finding_is_counted_and_named_and_no_failure(oceanhil: Command, tmp_path: Path) -> None:
    known, junit, folder = tmp_path / "known.yaml", tmp_path / "found.xml", tmp_path / "found"
    words = (*BAD, "--out", str(folder), "--known", str(known))
    first = oceanhil(*words, "--accept")
    assert first.code == 0
    assert first.out.splitlines()[-1].startswith("1 finding in 20 lives on esp32")
    (file,) = folder.glob("*.yaml")
    file.unlink()
    again = oceanhil(*words, "--junit", str(junit))
    assert again.code == 0
    met, whole = again.out.splitlines()
    assert met.startswith(f"known  {file.stem}  ")
    assert whole.startswith("nothing new found, 1 known in 20 lives on esp32")
    assert not folder.exists() or not [*folder.iterdir()]
    suite = ET.parse(junit).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "0", "1")
    row = msgspec.json.decode(oceanhil(*words, "--json").out)
    assert row["findings"] == []
    assert [each["finding"] for each in row["known"]] == [file.stem]


def test_a_file_of_known_findings_has_to_be_there_unless_it_is_written(oceanhil: Command, tmp_path: Path) -> None:
    gone = tmp_path / "known.yaml"
    told = oceanhil(*GOOD, "--known", str(gone))
    assert f"{gone}: cannot be read: no such file or directory; --accept makes one" in told.err
    assert "name it with --known" in oceanhil(*GOOD, "--accept").err


@pytest.mark.long
def test_what_stands_in_a_file_of_known_findings_stays_as_it_is(oceanhil: Command, tmp_path: Path) -> None:
    known, before = tmp_path / "known.yaml", b"- {finding: a, law: b,\r\n   way: c}\r\n"
    known.write_bytes(before)
    words = (*BAD, "--out", str(tmp_path / "found"), "--known", str(known), "--accept")
    assert oceanhil(*words).code == 0
    assert known.read_bytes().startswith(before + b"- finding: token-known-esp32-seed-3-life-")
    known.write_text("[]")
    done = oceanhil(*words)
    assert done.code == 2
    assert f"{known}: findings cannot be added behind this list" in done.err
    assert known.read_text() == "[]"


@pytest.mark.parametrize("option", ["--junit", "--known"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_looked_for(
    oceanhil: Command, tmp_path: Path, option: str
) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "found"
    accept = ("--accept",) if option == "--known" else ()
    done = oceanhil("explore", "--for", "24h", "--out", str(tmp_path / "o"), option, str(target), *accept)
    assert done.code == 1
    assert f"Error: '{target}' cannot be written: " in done.err


@pytest.mark.long
def test_lives_in_that_of_a_scenario_are_found_by_their_file(oceanhil: Command, tmp_path: Path) -> None:
    words = ("explore", "--board", "esp32", "--from", "maintenance", "--only", "power-cut", "--lives", "25")
    done = oceanhil(*words, "--json", "--documented", "--out", str(tmp_path))
    rows = msgspec.json.decode(done.out)["findings"]
    assert rows
    for row in rows:
        text = Path(row["file"]).read_text()
        assert "--from maintenance" in text
        again = oceanhil("run", row["file"])
        assert again.code == 1
        assert row["found"] in again.out


@pytest.mark.parametrize(("scenario", "law"), [("answer-is-no-token", "token-known"), ("crash-while-online", "I9")])
def test_what_does_not_hold_in_the_scenario_itself_is_told_and_not_judged(
    oceanhil: Command, tmp_path: Path, scenario: str, law: str
) -> None:
    words = ("explore", "--board", "esp32", "--from", scenario, "--only", "serial-noise", "--lives", "3")
    done = oceanhil(*words, "--out", str(tmp_path))
    assert done.err.splitlines()[0] == f"not judged: {law}, which does not hold in {scenario} itself"
    assert (done.code, done.out.startswith("nothing found in 3 lives on esp32 ")) == (0, True)


def test_the_boards_are_those_of_the_scenario(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil("explore", "--from", "mac-placeholder-shared", "--lives", "2", "--out", str(tmp_path))
    assert " in 2 lives on picow in sim, seed 0 · " in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "first-bot"), "--from: unknown scenario 'first-bot'; did you mean 'first-boot'?"),
        (("--from", "first-boot", "--board", "esp32", "--world", "seriall"), "unknown world 'seriall'"),
        (
            ("--from", "eeprom-power-loss-page-collected", "--board", "picow"),
            "is for none of picow; choose with --board",
        ),
    ],
)
def test_a_scenario_in_which_no_life_can_be_led_is_said(oceanhil: Command, words: tuple[str, ...], said: str) -> None:
    done = oceanhil("explore", "--lives", "1", *words)
    assert done.code == 2
    assert said in done.err
