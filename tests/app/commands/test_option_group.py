"""Options of one idea come to a command as one value."""

from dataclasses import dataclass

import click
from click.testing import CliRunner

from oceanhil.app.commands.option_group import option_group, parameters_of


@dataclass(frozen=True, kw_only=True)
class Window:
    width: int
    is_open: bool


WIDTH = click.option("--width", type=int, default=2, help="How wide.")
OPEN = click.option("--open", "is_open", is_flag=True, help="Whether it is open.")


@click.command()
@click.argument("place")
@click.option("--colour", default="red")
@option_group("window", Window, WIDTH, OPEN)
@click.pass_context
def glaze(context: click.Context, place: str, *, colour: str, window: Window) -> None:
    """Glaze a window."""
    click.echo(f"{context.info_name} {place} {colour} {window}")


def test_a_command_takes_them_together_beside_its_own() -> None:
    done = CliRunner().invoke(glaze, ["north", "--open", "--width", "3"])
    assert done.output == "glaze north red Window(width=3, is_open=True)\n"


def test_help_has_them_in_their_order() -> None:
    names = [param.name for param in glaze.params]
    assert names == ["place", "colour", "width", "is_open"]


def test_their_parameters_are_known_by_name() -> None:
    assert parameters_of(WIDTH, OPEN) == ("width", "is_open")
    assert parameters_of(option_group("window", Window, WIDTH, OPEN), click.option("--deep")) == (
        "width",
        "is_open",
        "deep",
    )
