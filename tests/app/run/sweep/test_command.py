"""`oceanhil sweep` as a user sees it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.app.commands.sweep import sweep

NEWEST = ("--board", "esp32", "--driver", "idf-5.5.1")


def run(*words: str) -> Result:
    return CliRunner().invoke(sweep, list(words))


def test_the_losing_unit_of_an_update_is_named_with_the_flash_work_it_comes_before() -> None:
    result = run("commit", *NEWEST)
    assert "148 cut points: old 136, new 11, lost 1" in result.output
    assert "lost at 104  before page 0: entry 16: header of the index of blob 'eeprom'" in result.output
    assert result.exit_code == 0


def test_the_map_has_one_cell_a_unit_and_a_legend() -> None:
    lines = run("commit", *NEWEST).output.splitlines()
    rows = [line.split()[1] for line in lines if line[:6].strip().isdigit() and len(line.split()) == 2]
    assert ("".join(rows)[104], len("".join(rows))) == ("L", 148)
    assert "L lost: old and new value are gone" in lines


def test_quiet_leaves_the_map_out() -> None:
    assert "......" not in run("commit", *NEWEST, "-q").output


@pytest.mark.parametrize(("fail_on", "code"), [("wrong", 0), ("lost", 1), ("corrupt", 1)])
def test_the_exit_code_follows_fail_on(fail_on: str, code: int) -> None:
    assert run("commit", *NEWEST, "-q", "--fail-on", fail_on).exit_code == code


def test_a_wrong_value_that_is_accepted_fails() -> None:
    result = run("commit", "--board", "esp8266", "-q")
    assert (result.exit_code, "wrong at 2-64" in result.output) == (1, True)


def test_json_says_the_same() -> None:
    (row,) = json.loads(run("commit", *NEWEST, "--json").output)["sweeps"]
    assert (row["units"], row["outcomes"]["lost"], row["map"][104]) == (148, 1, "l")
    assert row["losses"][0]["first_unit"] == 104


@pytest.mark.slow
def test_without_choices_every_board_driver_and_store_is_swept() -> None:
    rows = json.loads(run("--json").output)["sweeps"]
    places = {(row["board"], row["driver"], row["store"]) for row in rows}
    assert len(rows) == len(places) == 8


def test_html_is_one_file_with_everything_in_it(tmp_path: Path) -> None:
    page = tmp_path / "sweep.html"
    run("commit", *NEWEST, "-q", "--html", str(page))
    text = page.read_text("utf-8")
    assert "1 of 148 power cuts lose or falsify the value" in text
    assert 'title="lost: 104"' in text
    assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_explain_tells_the_cut_step_by_step() -> None:
    output = run("commit", *NEWEST, "--explain", "104", "--dump").output
    assert output.index("never begun:") < output.index("the next boot mounts, and repairs:")
    assert "the search for duplicates ignores chunk numbers" in output
    assert "0x009020  02 00 00 00" in output


def test_explain_as_json() -> None:
    told = json.loads(run("commit", *NEWEST, "--explain", "104", "--json").output)
    assert (told["outcome"], len(told["repairs"])) == ("lost", 3)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("grow", "--board", "picow"), "does no flash work on 'picow'"),
        (("commit", "--size", "9000", "--board", "esp32"), "expected 1 to 7900"),
        (("--explain", "3"), "--explain tells one sweep, and 8 are chosen"),
        (("commit", *NEWEST, "--explain", "148"), "unit 148 does not exist; expected 0 to 147"),
        (("--fault", "rust:1"), "'rust:1' is not a fault of cells"),
        (("--fault", "stuck-bit:0x7fffffff.0=1", "--board", "picow"), "leaves the chip"),
        (("--seeds", "0", "--torn", "random-bits"), "0 is not in the range x>=1"),
        (("--board", "picow", "--driver", "idf-4.4.7"), "none of the chosen boards stores with idf-4.4.7"),
    ],
)
def test_wrong_input_is_explained(words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert (result.exit_code, message in result.output) == (2, True), result.output


def test_a_place_that_cannot_be_written_is_told_before_anything_is_swept(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = run("commit", *NEWEST, "-q", "--html", str(tmp_path / "taken" / "page.html"))
    why = "cannot be written: a part of the path is a file; choose another place"
    assert (result.exit_code, why in result.output, "cut points" in result.output) == (1, True, False)


def test_a_folder_is_made_for_the_page(tmp_path: Path) -> None:
    page = tmp_path / "missing" / "page.html"
    assert run("commit", *NEWEST, "-q", "--html", str(page)).exit_code == 0
    assert page.exists()


def test_pairs_of_cuts_give_a_certificate_and_the_pairs_that_end_badly() -> None:
    result = run("commit", "--board", "esp8266", "--cuts", "2", "--size", "8")
    lines = result.output.splitlines()
    assert lines[0] == "commit 8 over 8  esp8266/core-3.1.2  raw  prefix"
    assert lines[1].startswith("  9 cut points, ")
    assert " pairs of cuts: " in lines[1]
    assert " symmetric ones pruned, " in lines[2]
    assert " distinct states of flash, " in lines[2]
    assert " neither old nor new, sha256 " in lines[2]
    assert lines[3].startswith("  wrong after cuts at ")
    assert result.exit_code == 1


def test_pairs_of_cuts_for_programs_to_read() -> None:
    (row,) = json.loads(run("--board", "esp8266", "--store", "legacy", "--cuts", "2", "--json").output)["pairs"]
    assert row["pairs"] == sum(row["outcomes"].values())
    assert row["unkept"] == sum(row["outcomes"][each] for each in ("corrupt", "lost", "hangs", "wrong")) > 0
    assert 0 < row["states"] <= row["tried"] < row["pairs"]
    assert (row["units"], len(row["digest"]), row["worst"][0]["outcome"]) == (65, 64, "lost")


@pytest.mark.long
def test_all_torn_models_are_swept_and_told_together() -> None:
    result = run("commit", "--board", "picow", "--cuts", "2", "--size", "4", "--torn", "prefix", "--torn", "all")
    heads = [line for line in result.output.splitlines() if line.startswith("commit ")]
    assert [head.split("raw  ")[1].split(",")[0] for head in heads] == [
        "prefix", "random-bits", "erase-torn", "marginal-bits",
    ]  # fmt: skip
    assert result.output.splitlines()[-1].startswith("4 sweeps: ")
    assert result.output.splitlines()[-1].endswith(" neither old nor new")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cuts", "0"), "0 is not in the range 1<=x<=2"),
        (("--cuts", "3"), "3 is not in the range 1<=x<=2"),
        (("--cuts", "two"), "'two' is not a valid integer"),
        (("--cuts", "2", "--torn", "half"), "'half' is not one of 'prefix', 'random-bits'"),
        (("--cuts", "2", "--torn", "all", "--seeds", "0"), "0 is not in the range x>=1"),
    ],
)
def test_cuts_and_models_that_there_are_not_are_told(words: tuple[str, ...], said: str) -> None:
    result = run("commit", "--board", "esp8266", *words)
    assert (result.exit_code, said in result.output) == (2, True), result.output


@pytest.mark.parametrize("word", ["--html=sweep.html", "--explain=1"])
def test_pairs_of_cuts_have_no_map_and_no_explanation(word: str, tmp_path: Path) -> None:
    result = run("commit", "--cuts", "2", word.replace("sweep.html", str(tmp_path / "sweep.html")))
    assert (result.exit_code, "--cuts 2 without --explain and --html" in result.output) == (2, True)
    assert not list(tmp_path.iterdir())
