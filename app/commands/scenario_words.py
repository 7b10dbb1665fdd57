"""Scenarios as words of a command line: what a shell completes where a command takes their names."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def complete_scenarios(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Give the scenarios of the library that begin so; where there is none, a file or folder is meant."""
    from oceanhil.app.run.library import library_files

    names = sorted(path.stem for path in library_files() if path.stem.startswith(incomplete))
    return [*map(CompletionItem, names)] or [CompletionItem(incomplete, type="file")]
