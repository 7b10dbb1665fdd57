"""The style of a page of this folder, and by what a browser knows that nobody has put another one in."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import msgspec


class PageStyle(msgspec.Struct, frozen=True):
    """The style of a page, and its hash as a policy of content has it."""

    text: str
    hash: str


def page_style(*names: str) -> PageStyle:
    """Join the style sheets of these names."""
    folder = files("oceanhil.app.exploring") / "templates"
    text = "".join((folder / name).read_text("utf-8") for name in names)
    return PageStyle(text, f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}")
