"""`oceanhil schema`: the JSON Schema of what users write."""

import click


@click.command()
@click.argument("what", type=click.Choice(["scenario", "inventory"]), default="scenario")
def schema(what: str) -> None:
    """Print the JSON Schema of scenario files, or of inventories, for editors that complete and check as you type.

    Save it, `oceanhil schema > scenario.schema.json`, and name it in the first line of a scenario file:
    `# yaml-language-server: $schema=scenario.schema.json`. For `boards.toml`, `oceanhil schema inventory >
    boards.schema.json` and `#:schema boards.schema.json`.
    """
    import msgspec

    if what == "scenario":
        from scenarios.schema import scenario_schema as make
    else:
        from hil.boards.inventory_form import inventory_schema as make
    click.echo(msgspec.json.format(msgspec.json.encode(make()), indent=2))
