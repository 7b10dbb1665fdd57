"""`oceanhil run --prove`: its options, its progress, and what it tells."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.commands.given_options import given_options
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.indented_json import indented_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from oceanhil.app.run.proving import Progress, ProofChoice

_TAKES: Final = frozenset(
    {
        "names",
        "prove",
        "prove_all",
        "world",
        "boards",
        "seed",
        "shard",
        "html",
        "markdown",
        "quiet",
        "as_json",
        "untrusted",
    }
)
"""The parameters of `oceanhil run` that mean something here."""


def check_proof(context: click.Context, names: Sequence[str], world: str) -> None:
    """Raise WrongChoiceError for what cannot be had together with a proof."""
    from oceanhil.app.run.proving import check_world

    check_world(world)
    given = given_options(context, lambda name: name not in _TAKES)
    given += [name for name in names if name.startswith("-")]
    if given:
        also = "--board, --seed, --shard, --html, --markdown, --json and -q"
        raise WrongChoiceError(f"--prove does not take {', '.join(given)}; expected scenarios, and {also}")


def prove_and_tell(
    choice: ProofChoice, *, html: Path | None, markdown: Path | None, is_quiet: bool, as_json: bool
) -> int:
    """Prove what was chosen, tell of it, write the reports, and give the exit code."""
    from oceanhil.app.report.proof import as_builtins, render_text
    from oceanhil.app.run.proving import exit_code, prove

    _check_places(html, markdown)
    with _progress() as progress:
        proof = prove(choice, progress)
    if as_json:
        echo(indented_json(as_builtins(proof)))
    elif text := render_text(proof, is_quiet=is_quiet):
        echo(text)
    if html is not None or markdown is not None:
        from oceanhil.app.report.proof_files import write_proof_html, write_proof_markdown

        if html is not None:
            write_proof_html(proof, html)
        if markdown is not None:
            write_proof_markdown(proof, markdown)
    return exit_code(proof)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show on a terminal how far it is."""
    console = make_console(stderr=True)
    if not console.is_terminal:
        yield lambda _name, _done, _all: None
        return
    with console.status("proving") as status:
        yield lambda name, done, total: status.update(f"{done} of {total} scenarios are proved: {name}")


def _check_places(html: Path | None, markdown: Path | None) -> None:
    from oceanhil.host.places import PlaceError, check_file

    try:
        for option, path in (("--html", html), ("--markdown", markdown)):
            if path is not None:
                check_file(option, path)
    except PlaceError as error:
        raise WrongChoiceError(str(error)) from None
