"""docs/panics.md: every kind of crash is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.protocol.panics import PanicKind

if TYPE_CHECKING:
    from tests.docs.pieces import Page


def test_every_kind_of_crash_is_explained(pages: dict[str, Page]) -> None:
    listed = [row[0] for row in pages["docs/panics.md"].table("Kinds")]
    assert listed == [kind.value for kind in PanicKind]
