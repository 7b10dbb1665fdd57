"""The pages of the documentation, taken apart into the pieces that tests hold against the code."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


class Block(msgspec.Struct, frozen=True):
    """A fenced block: where it stands, its language, and its text."""

    place: str
    language: str
    text: str


class Link(msgspec.Struct, frozen=True):
    """A link or picture: where it stands and where it leads."""

    place: str
    target: str


class Exchange(msgspec.Struct, frozen=True):
    """A command line and what is printed after it."""

    line: str
    output: str


class Page(msgspec.Struct, frozen=True, dict=True):
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tokens(self) -> list[Token]:
        return MarkdownIt("commonmark").enable("table").parse(self.text)

    @cached_property
    def blocks(self) -> list[Block]:
        """Give the fenced blocks; tables and what stands within lines are not looked at, which is most of the work."""
        tokens = MarkdownIt("commonmark").disable("inline").parse(self.text)
        fences = [token for token in tokens if token.type == "fence"]
        return [Block(self._place(token), token.info.strip(), token.content) for token in fences]

    def code(self, *languages: str) -> list[Block]:
        return [block for block in self.blocks if block.language in languages]

    def exchanges(self) -> list[Exchange]:
        """Give what is typed on the page, with what is printed after it."""
        found = []
        for block in self.code("console"):
            for part in block.text.removeprefix("$ ").split("\n$ "):
                line, _, output = part.partition("\n")
                found.append(Exchange(line, output.rstrip("\n")))
        return found

    @property
    def inline_code(self) -> list[Block]:
        inline = [(token, child) for token in self.tokens for child in token.children or () if child.type]
        return [Block(self._place(token), "", child.content) for token, child in inline if child.type == "code_inline"]

    @property
    def links(self) -> list[Link]:
        attribute = {"link_open": "href", "image": "src"}
        inline = [(token, child) for token in self.tokens for child in token.children or ()]
        return [
            Link(self._place(token), str(child.attrs[attribute[child.type]]))
            for token, child in inline
            if child.type in attribute
        ]

    @cached_property
    def anchors(self) -> set[str]:
        """Give the anchors GitHub makes of the headings: small letters, punctuation left out, hyphens for spaces."""
        following = zip(self.tokens, self.tokens[1:], strict=False)
        headings = [inline for opening, inline in following if opening.type == "heading_open"]
        texts = ["".join(child.content for child in heading.children or ()) for heading in headings]
        return {_NOT_IN_ANCHORS.sub("", text.lower()).replace(" ", "-") for text in texts}

    def table(self, heading: str, number: int = 0) -> list[list[str]]:
        """Give a table below `heading` (0: the first), row by row, as plain text, without its head."""
        start = next(
            index
            for index, token in enumerate(self.tokens)
            if token.type == "heading_open" and self.tokens[index + 1].content == heading
        )
        rows: list[list[str]] = []
        for index, token in enumerate(self.tokens[start:], start):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"td_open", "th_open"}:
                rows[-1].append("".join(child.content for child in self.tokens[index + 1].children or ()))
            elif token.type == "table_close" and number:
                rows, number = [], number - 1
            elif token.type == "table_close":
                break
        return rows[1:]

    def _place(self, token: Token) -> str:
        return f"{self.name}:{(token.map or [0])[0] + 1}"


@cache
def find_pages() -> tuple[Page, ...]:
    """Find every page a reader may come across; each is taken apart once."""
    tops = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return tuple(Page(path) for path in (*tops, *sorted((ROOT / "docs").glob("*.md"))))
