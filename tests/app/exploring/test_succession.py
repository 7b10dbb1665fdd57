"""Lives of the corpus come first, then drawn ones; of each it is noted whether it reached something new."""

from itertools import islice
from pathlib import Path

from oceanhil.app.exploring.corpus import Corpus
from oceanhil.app.exploring.leading import Lived
from oceanhil.app.exploring.succession import Succession
from oceanhil.exploration.explorer import Led
from oceanhil.exploration.life import Life, NamedLife
from oceanhil.exploration.written_life import name_of
from tests.exploration.explored import drawing, happening, life

RESET = life(happening("reset"))
RELAY = life(happening("relay"), happening("reset"))


def lived(led: Life, *reached: str) -> Lived:
    return Lived(NamedLife("1", led), Led(is_broken=False, reached=dict.fromkeys(reached, 0)))


def test_the_corpus_comes_first_and_does_not_count(tmp_path: Path) -> None:
    kept = Corpus(tmp_path, {name_of(RESET): RESET})
    succession = Succession(drawing(), kept, is_guided=False)
    found = list(succession.lives(2))
    assert [each.name for each in found] == [name_of(RESET), "1", "2"]
    assert [succession.is_kept(each) for each in found] == [True, False, False]


def test_plain_lives_are_those_that_are_drawn() -> None:
    succession = Succession(drawing(), None, is_guided=False)
    assert list(islice(succession.lives(None), 5)) == [drawing().named(number) for number in range(1, 6)]


def test_a_life_is_kept_where_it_reaches_what_none_before_it_did(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    succession = Succession(drawing(), corpus, is_guided=False)
    succession.learn(lived(RESET, "a", "b"))
    succession.learn(lived(RELAY, "b"))
    assert [*corpus.new.values()] == [RESET]
    succession.learn(lived(RELAY, "b", "c"))
    assert [*corpus.new.values()] == [RESET, RELAY]


def test_guided_lives_go_on_from_what_was_kept(tmp_path: Path) -> None:
    kept = {f"kept-{number}": life(happening("uptime", number)) for number in range(300)}
    succession = Succession(drawing("reset"), Corpus(tmp_path, kept), is_guided=True)
    lives = succession.lives(40)
    for number, each in enumerate(islice(lives, 300)):
        succession.learn(Lived(each, Led(is_broken=False, reached={f"thing: {number}": 0})))
    names = {each.disturbance.name for named in lives for each in named.life.happenings}
    assert names == {"reset", "uptime"}
