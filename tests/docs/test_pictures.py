"""Every picture that a page shows is there for the light and for the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_DRAWN = sorted((_ROOT / "docs").rglob("*.svg"))
_PHOTOGRAPHED = sorted((_ROOT / "docs").rglob("*.png"))
_SHOWN = re.compile(r'!\[[^\]]*\]\(([^)]+\.(?:png|svg))\)|<(?:img|source)\b[^>]*\b(?:src|srcset)="([^"]+)"')
_PAIR = re.compile(
    r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)-dark\.png">\s*'
    r'<img src="([^"]+)-light\.png" alt="[^"]{40,}">\s*</picture>'
)


def shown() -> dict[Path, list[str]]:
    """Every picture that a page shows, with the pages."""
    found: dict[Path, list[str]] = {}
    for page in (*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")):
        for one, other in _SHOWN.findall(page.read_text("utf-8")):
            found.setdefault((page.parent / (one or other)).resolve(), []).append(page.name)
    return found


def test_every_picture_is_shown_and_every_one_shown_is_there() -> None:
    assert sorted(shown()) == sorted([*_DRAWN, *_PHOTOGRAPHED])


@pytest.mark.parametrize("picture", _DRAWN, ids=lambda path: path.name)
def test_what_is_drawn_has_colours_for_the_dark_and_none_beside_its_style(picture: Path) -> None:
    drawing, style, rest = re.split(r"<style>(.*?)</style>", picture.read_text("utf-8"), maxsplit=1, flags=re.DOTALL)
    schemes = style.split("@media (prefers-color-scheme: dark)")
    light, dark = (set(re.findall(r"(--[\w-]+): #[0-9a-f]{6}", part)) for part in schemes)
    assert light == dark != set()
    # A colour that is not one of those would be the same in both.
    assert re.findall(r"(?:fill|stroke)(?:=\"|: ?)(?!\s|none|var\()[^\";}]+", drawing + style + rest) == []


@pytest.mark.parametrize("picture", _PHOTOGRAPHED, ids=lambda path: path.name)
def test_what_is_photographed_is_shown_light_and_dark_as_one_picture(picture: Path) -> None:
    name = picture.with_name(re.sub(r"-(light|dark)\.png$", "", picture.name))
    assert name.name != picture.name, "its name ends in -light.png or -dark.png"
    pages = {page for each, pages in shown().items() if each == picture for page in pages}
    for page in pages:
        path = next(each for each in (_ROOT / page, _ROOT / "docs" / page) if each.exists())
        pairs = {(path.parent / one).resolve() for one, other in _PAIR.findall(path.read_text("utf-8")) if one == other}
        assert name in pairs, page
