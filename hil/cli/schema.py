"""`oceanhil schema`: the JSON Schema of scenario files."""

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check while you type.

    Save it, `oceanhil schema > scenario.schema.json`, and name it in the first line of a scenario file:
    `# yaml-language-server: $schema=scenario.schema.json`.
    """
    import msgspec

    from scenarios.schema import scenario_schema

    click.echo(msgspec.json.format(msgspec.json.encode(scenario_schema()), indent=2))
