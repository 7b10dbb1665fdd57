"""Paragraphs are short: what takes more than a hundred words or so is a list, a table, or two thoughts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.docs.pieces import Page

MOST_WORDS = 120
LINKS_ONLY = frozenset({("docs/tutorial-sketch.md", "Contents:")})
"""Page and beginning of what is long and is no prose."""


def long_paragraphs(page: Page) -> list[str]:
    """Give place and length of what stands in one paragraph, of a list too; tables and code are none."""
    following = zip(page.tokens, page.tokens[1:], strict=False)
    texts = [(inline.content, inline.map or [0]) for opening, inline in following if opening.type == "paragraph_open"]
    return [
        f"{page.name}:{place[0] + 1}: {len(text.split())} words"
        for text, place in texts
        if len(text.split()) > MOST_WORDS and (page.name, text.split()[0]) not in LINKS_ONLY
    ]


def test_no_paragraph_is_longer_than_one_reads_at_once(pages: dict[str, Page]) -> None:
    assert [place for page in pages.values() for place in long_paragraphs(page)] == []


def test_what_may_be_longer_is_there(pages: dict[str, Page]) -> None:
    assert [name for name, beginning in LINKS_ONLY if f"\n{beginning} " not in pages[name].text] == []
