"""Options whose words are an enumeration's."""

import subprocess
import sys

import click
import pytest

from oceanhil.app.commands.word_choice import WordChoice
from oceanhil.protocol.record import StorePolicy

STORE = WordChoice("oceanhil.protocol.record:StorePolicy", "all")


def test_the_words_are_those_of_the_enumeration_and_some_more() -> None:
    assert STORE.choices == (*(each.value for each in StorePolicy), "all")


def test_another_word_is_refused_with_all_there_are() -> None:
    with pytest.raises(click.BadParameter, match="'cloud' is not one of 'legacy', 'reference', 'all'"):
        STORE.convert("cloud", None, None)


@pytest.mark.slow
def test_nothing_is_imported_for_an_option_that_is_not_given() -> None:
    probe = "import sys, oceanhil.app.commands.sweep; print('oceanhil.simulator.sweep.plan' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
