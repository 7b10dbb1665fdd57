"""What a shell completes: its script is click's, the words are ours."""

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main


def completed(words: str) -> list[str]:
    """Give what bash would offer at the end of this command line."""
    count = len(words.split(" ")) - 1
    environment = {"_OCEANHIL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    done = CliRunner().invoke(main, [], prog_name="oceanhil", env=environment)
    assert done.exit_code == 0, done.output
    return done.output.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_of_its_own(shell: str) -> None:
    done = CliRunner().invoke(main, [], prog_name="oceanhil", env={"_OCEANHIL_COMPLETE": f"{shell}_source"})
    assert done.exit_code == 0
    assert "_OCEANHIL_COMPLETE" in done.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("oceanhil ser", ["plain,serve", "plain,server"]),
        ("oceanhil run token-exp", ["plain,token-expired", "plain,token-expiry-boundary"]),
        ("oceanhil list token-exp", ["plain,token-expired", "plain,token-expiry-boundary"]),
        ("oceanhil run ./own", ["file,./own"]),
        ("oceanhil run --board esp8", ["plain,esp8266"]),
        ("oceanhil run --world na", ["plain,native"]),
        ("oceanhil replay --world na", ["plain,native"]),
        ("oceanhil run --no-such", []),
    ],
)
def test_commands_scenarios_files_and_choices_are_completed(words: str, expected: list[str]) -> None:
    assert completed(words) == expected
