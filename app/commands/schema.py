"""`oceanhil schema`: the JSON Schema of what users write, and the description of the server."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
from click.core import ParameterSource

from oceanhil.app.command_files import InputFile
from oceanhil.host.terminal import echo
from oceanhil.protocol.indented_json import indented_json

# What is described: the module and the function in it that makes its schema.
_SCHEMAS = {
    "scenario": "oceanhil.scenarios.schema:scenario_schema",
    "sketches": "oceanhil.firmware.sketches.settings_schema:settings_schema",
    "inventory": "oceanhil.hil.boards.inventory_form:inventory_schema",
    "profile": "oceanhil.protocol.profile_schema:profile_schema",
    "laws": "oceanhil.exploration.own_laws_schema:laws_schema",
    "known-failures": "oceanhil.app.run.known_failures:known_failures_schema",
    "known-findings": "oceanhil.exploration.own_laws_schema:known_findings_schema",
    "connector": "oceanhil.remote.connector.form:connector_schema",
    "trace": "oceanhil.scenarios.trace_file:trace_schema",
    "conform-report": "oceanhil.conformance.contract.result:report_schema",
    "conform-items": "oceanhil.conformance.recorded.item_form:items_schema",
}


@click.command()
@click.argument("what", type=click.Choice([*_SCHEMAS]), default="scenario")
@click.option("--openapi", is_flag=True, help="Print the OpenAPI 3.1 description of the mock server instead.")
@click.option(
    "--profile",
    "profile_file",
    type=InputFile(readable=True),
    metavar="FILE",
    help="With --openapi: describe a server under this profile (TOML).",
)
def schema(what: str, profile_file: Path | None, *, openapi: bool) -> None:
    """Print the JSON Schema of what users write: of scenario files, or of WHAT; for editors that complete and check.

    Save it, `oceanhil schema > scenario.schema.json`, and name it in the first line of a scenario file:
    `# yaml-language-server: $schema=scenario.schema.json`; likewise for `laws`, and for `known-failures` and
    `known-findings` of --known. For `boards.toml`, `oceanhil schema inventory > boards.schema.json` and
    `#:schema boards.schema.json`; likewise for `sketches`, which is oceanhil.toml, `connector` and `profile`.
    `trace` is a line of what --trace writes; `conform-report` and `conform-items` are what `oceanhil conform` writes:
    its JSON report, a line of recorded items.

    With --openapi it prints what `oceanhil serve` says of itself at /openapi.json: save it to make clients from it.
    """
    if openapi and click.get_current_context().get_parameter_source("what") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"--openapi describes the mock server, not {what!r}; leave one of them out")
    if profile_file is not None and not openapi:
        raise click.UsageError("--profile goes with --openapi: a schema is the same under every profile")
    echo(indented_json(_document(profile_file) if openapi else _schema(what)))


def _schema(what: str) -> object:
    module, _, function = _SCHEMAS[what].partition(":")
    make: Callable[[], object] = getattr(import_module(module), function)
    return make()


def _document(profile_file: Path | None) -> object:
    from oceanhil.app.command_errors import WrongInputError
    from oceanhil.mock_server.core.openapi.document import openapi_document
    from oceanhil.protocol.profile import ProfileError, load_profile

    try:
        profile = load_profile(profile_file)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None
    return openapi_document(profile, url="http://127.0.0.1:8080/")
