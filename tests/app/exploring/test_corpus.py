"""Lives in a folder: kept where they reach something new, read as far as they mean something, one when put together."""

import os
from pathlib import Path

import pytest

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.exploring.corpus import Corpus, Misread, read_corpus
from oceanhil.exploration.life import Life
from oceanhil.exploration.written_life import name_of
from oceanhil.protocol.data_files import UNTRUSTED_VARIABLE
from tests.exploration.explored import drawing, happening, life

RESET = life(happening("reset"))
RELAY = life(happening("relay"), happening("reset"))


def corpus_of(folder: Path, *lives: Life) -> Path:
    corpus = Corpus(folder)
    for each in lives:
        corpus.keep(each)
    corpus.write()
    return folder


def test_what_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    again = read_corpus(corpus_of(tmp_path / "made", RESET, RELAY), drawing())
    assert again.lives == {name_of(each): each for each in sorted((RESET, RELAY), key=name_of)}
    assert (again.in_part, again.unused, again.new) == ([], [], {})


def test_a_life_that_is_there_is_not_kept_again(tmp_path: Path) -> None:
    corpus = read_corpus(corpus_of(tmp_path, RESET), drawing())
    corpus.keep(RESET)
    assert corpus.new == {}


def test_two_corpora_in_one_folder_are_one(tmp_path: Path) -> None:
    one, other = corpus_of(tmp_path / "one", RESET), corpus_of(tmp_path / "other", RESET, RELAY)
    for path in other.iterdir():
        path.replace(one / path.name)
    assert set(read_corpus(one, drawing()).lives) == {name_of(RESET), name_of(RELAY)}


def test_what_means_less_or_nothing_here_is_counted(tmp_path: Path) -> None:
    corpus_of(tmp_path, RESET, RELAY)
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.json").write_text(" " * 200_000)
    (tmp_path / "README.md").write_text("about these lives")
    found = read_corpus(tmp_path, drawing("relay"))
    assert [*found.lives.values()] == [life(happening("relay"))]
    assert [each.file for each in found.in_part] == [f"{name_of(RELAY)}.json"]
    assert [each.file for each in found.unused] == ["a.json", "b.json", f"{name_of(RESET)}.json"]
    assert found.unused[1].reason == "it has more than 100,000 bytes"


def test_a_folder_that_there_is_not_has_no_lives(tmp_path: Path) -> None:
    assert read_corpus(tmp_path / "none", drawing()).lives == {}


def test_what_is_no_plain_file_is_not_used(tmp_path: Path) -> None:
    corpus_of(tmp_path, RESET)
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    found = read_corpus(tmp_path, drawing())
    assert [*found.lives.values()] == [RESET]
    assert found.unused == [Misread(name, "it is no plain file") for name in ("folder.json", "pipe.json")]


def test_a_link_that_leads_elsewhere_is_not_used_where_nobody_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept,) = corpus_of(tmp_path / "other", RESET).iterdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "link.json").symlink_to(kept)
    assert len(read_corpus(tmp_path / "corpus", drawing()).lives) == 1
    monkeypatch.setenv(UNTRUSTED_VARIABLE, "1")
    (unused,) = read_corpus(tmp_path / "corpus", drawing()).unused
    assert "is a link that leads out of its folder" in unused.reason


def test_what_cannot_be_read_is_told_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus_of(tmp_path, RESET)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(EnvironmentRefusedError, match=r"the corpus '.*' cannot be read: permission denied"):
        read_corpus(tmp_path, drawing())
