"""What is one file under two names, where neither needs to be there."""

import os
from pathlib import Path

import pytest

from oceanhil.host.file_claims import ClashError, FileClaims


@pytest.fixture
def claims() -> FileClaims:
    return FileClaims()


def test_an_input_may_be_read_twice_and_lie_beside_the_output(claims: FileClaims, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"")
    claims.read("A", tmp_path / "in")
    claims.read("B", tmp_path / "in")
    claims.write("--html", tmp_path / "out")


@pytest.mark.parametrize("first", ["read", "write"])
def test_the_order_of_the_words_does_not_matter(claims: FileClaims, tmp_path: Path, first: str) -> None:
    (tmp_path / "x").write_bytes(b"")
    uses = [claims.read, claims.write] if first == "read" else [claims.write, claims.read]
    uses[0]("ONE", tmp_path / "x")
    with pytest.raises(ClashError, match="is the input itself"):
        uses[1]("OTHER", tmp_path / "x")


def test_an_input_that_is_not_there_cannot_be_lost(claims: FileClaims, tmp_path: Path) -> None:
    claims.read("LOG", tmp_path / "none")
    claims.write("--output", tmp_path / "none")


def test_links_that_lead_nowhere_are_compared_by_where_they_lead(claims: FileClaims, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("new")
    claims.write("--html", tmp_path / "link")
    with pytest.raises(ClashError, match="is the same file as"):
        claims.write("--junit", tmp_path / "new")


def test_a_loop_of_links_is_left_to_whoever_opens_it(claims: FileClaims, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    claims.write("--html", tmp_path / "loop")
    claims.read("LOG", tmp_path / "loop")


def test_where_the_file_system_takes_capitals_for_small_letters_so_does_the_rule(
    claims: FileClaims, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.host.file_claims._ignores_case", lambda _: True)
    claims.write("--html", tmp_path / "Report.html")
    with pytest.raises(ClashError, match="is the same file as"):
        claims.write("--junit", tmp_path / "REPORT.HTML")


@pytest.mark.parametrize("ignores_case", [True, False])
def test_whether_it_does_is_asked_of_the_file_system(tmp_path: Path, *, ignores_case: bool) -> None:
    folder = tmp_path / "Folder"
    folder.mkdir()
    if ignores_case and not (tmp_path / "fOLDER").exists():
        (tmp_path / "fOLDER").symlink_to(folder)
    claims = FileClaims()
    claims.write("--html", folder / "x")
    if ignores_case or (tmp_path / "fOLDER").exists():
        with pytest.raises(ClashError):
            claims.write("--junit", folder / "X")
    else:
        claims.write("--junit", folder / "X")


def test_two_spellings_of_one_letter_are_one_name(claims: FileClaims, tmp_path: Path) -> None:
    claims.write("--html", tmp_path / "f\u00fcr")
    with pytest.raises(ClashError):
        claims.write("--junit", tmp_path / "fu\u0308r")


def test_devices_may_be_named_as_often_as_one_likes(claims: FileClaims) -> None:
    claims.read("LOG", Path(os.devnull))
    claims.write("--html", Path(os.devnull))
    claims.write("--junit", Path(os.devnull))


def test_a_folder_of_output_takes_only_its_own_names(claims: FileClaims, tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_bytes(b"")
    (tmp_path / "in@x.log").write_bytes(b"")
    claims.write_into("--trace", tmp_path, ["*@*.log"])
    claims.read("a scenario", tmp_path / "in.yaml")
    with pytest.raises(ClashError, match="takes files of this name"):
        claims.read("LOG", tmp_path / "in@x.log")
