"""`oceanhil server`: what belongs to the mock server besides running it."""

from __future__ import annotations

from pathlib import Path

import click

from oceanhil.app.command_files import DATABASE_FILES, CaFolder, InputFile, OutputFile
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.app.output_files import write_output
from oceanhil.host.terminal import echo

_DATABASE = InputFile(beside=DATABASE_FILES)


@click.group("server", cls=NamedGroup)
def server() -> None:
    """Look after a mock server's data, and the bench CA that signs for it."""


@server.command("export")
@click.argument("source", type=_DATABASE, metavar="FILE.db")
@click.argument("target", type=OutputFile(), metavar="OUT.jsonl[.gz]")
def export_data(source: Path, target: Path) -> None:
    """Write all that FILE.db keeps to OUT, as lines of JSON.

    A server may go on using FILE.db. OUT must not be there yet; tokens are in it as hashes only.
    """
    from oceanhil.app.serving.data_files import export_data as export

    echo(export(source, target))


@server.command("import")
@click.argument("source", type=InputFile(), metavar="IN.jsonl[.gz]")
@click.argument("target", type=OutputFile(beside=DATABASE_FILES), metavar="FILE.db")
def import_data(source: Path, target: Path) -> None:
    """Make FILE.db, which must not be there yet, from an export."""
    from oceanhil.app.serving.data_files import import_data as make

    echo(make(source, target))


@server.command("check")
@click.argument("source", type=_DATABASE, metavar="FILE.db")
def check_data(source: Path) -> None:
    """Look FILE.db over without changing it.

    Exit code 1 if something is wrong or missing.
    """
    from oceanhil.app.serving.data_files import check_data as check

    echo(check(source))


@server.command("accept-loss")
@click.argument("source", type=_DATABASE, metavar="FILE.db")
def accept_loss(source: Path) -> None:
    """Let servers use FILE.db in spite of what it lacks.

    Says which acknowledged changes are missing.
    """
    from oceanhil.app.serving.data_files import accept_loss as accept

    echo(accept(source))


@server.command("har")
@click.argument("source", type=InputFile(), metavar="FILE.jsonl")
@click.argument("target", type=OutputFile(), metavar="OUT.har")
def har(source: Path, target: Path) -> None:
    """Write a recording of `serve --record` as a HAR 1.2 file."""
    from oceanhil.app.serving.data_files import convert

    echo(convert(source, target))


@server.command("ca")
@click.option("--pem", "form", flag_value="pem", default="pem", help="The certificate as PEM; the default.")
@click.option("--header", "form", flag_value="header", help="The certificate as a C header for a sketch.")
@click.option("--fingerprint", "form", flag_value="fingerprint", help="SHA-256 of the certificate.")
@click.option(
    "--ca-dir", type=CaFolder(), metavar="DIR", help="Folder of the bench CA instead of the user's data folder."
)
@click.option("-o", "--output", type=OutputFile(), metavar="FILE", help="Write to FILE instead of stdout.")
def ca(form: str, ca_dir: Path | None, output: Path | None) -> None:
    """Print the certificate of the bench CA.

    The CA signs for `oceanhil serve --tls`; it is made if there is none yet. Boards that trust it trust every
    certificate of the bench. The CA's key is never shown.
    """
    from oceanhil.app.serving.bench_ca import CaForm, export_ca

    text = export_ca(ca_dir, CaForm(form))
    if output is None:
        echo(text, nl=False)
    else:
        write_output(output, text)
