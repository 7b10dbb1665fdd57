"""A command with subcommands that says of a wrong one which there are."""

from __future__ import annotations

import click


class NamedGroup(click.Group):
    """A group that suggests the nearest name for a wrong one, as `oceanhil` itself does for its commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            from oceanhil.protocol.suggestion import suggestion

            raise click.UsageError(f"unknown command {args[0]!r}; {suggestion(args[0], self.list_commands(ctx))}", ctx)
        return super().resolve_command(ctx, args)
