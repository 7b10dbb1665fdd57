"""`make judge`: what a user may ask for, and what is said of a mistake."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tools.judge.__main__ import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--no-asan", "retri"], "no bug, list or variant is called 'retri'; lists: holdout, memory, "),
        (["--mutants", "3", "retry"], "--mutants draws from the whole core: leave names and --table out"),
        (["--mutants", "3", "--table", "page.md"], "--mutants draws from the whole core: leave names and --table out"),
        (["--mutants", "0"], "Invalid value for '--mutants'"),
    ],
)
def test_a_mistake_is_told_before_anything_is_built(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert said in result.output
