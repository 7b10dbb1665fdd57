"""Which life comes next: those of the corpus, then drawn ones, plainly or guided; and what is learned of each."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from oceanhil.exploration.guiding import Guide
from oceanhil.exploration.life import NamedLife
from oceanhil.exploration.novelty import Frontier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oceanhil.app.exploring.corpus import Corpus
    from oceanhil.app.exploring.leading import Lived
    from oceanhil.exploration.drawing import Drawing


class Succession:
    """The lives of one exploration."""

    def __init__(self, drawing: Drawing, corpus: Corpus | None, *, is_guided: bool) -> None:
        self._drawing = drawing
        self._corpus = corpus
        self._kept = {} if corpus is None else corpus.lives
        self._frontier = Frontier()
        self._guide = Guide(drawing) if is_guided else None

    def lives(self, most: int | None) -> Iterator[NamedLife]:
        """Give the lives of the corpus, and so many drawn ones; None: without an end."""
        guide, kept = self._guide, self._kept
        drawn = self._drawing.lives(most) if guide is None else guide.lives(most, len(kept))
        return chain(map(NamedLife, kept, kept.values()), drawn)

    def is_kept(self, named: NamedLife) -> bool:
        """Tell whether that life is one of the corpus."""
        return named.name in self._kept

    def learn(self, lived: Lived) -> None:
        """Note what the next life has reached; in the order in which they were given."""
        life, reached = lived.named.life, lived.led.reached
        if self._guide is not None:
            self._guide.learn(life, reached)
        if self._corpus is not None and self._frontier.adds(reached):
            self._corpus.keep(life)
