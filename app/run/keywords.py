"""What `-k` means, as in pytest: words of names, joined by and, or, not and brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _pytest.mark.expression import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class KeywordError(ValueError):
    """Words that are no expression; the text says where and why."""


def keyword_matcher(text: str) -> Callable[[Iterable[str]], bool]:
    """Give what tells whether names match; a word matches a name that contains it, large letters or small."""
    try:
        expression = Expression.compile(text)
    except SyntaxError as error:
        raise KeywordError(error.msg) from None

    def matches(names: Iterable[str]) -> bool:
        lowered = [name.lower() for name in names]

        def has(word: str, /, **_: object) -> bool:
            return any(word.lower() in name for name in lowered)

        return expression.evaluate(has)

    return matches
