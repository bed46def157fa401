"""Nouns with their verbs: `fault add`, `fault list`."""

import click

from fakecf.words import nearest


class Noun(click.Group):
    """A group that shows its help when it is given no verb, and names the nearest to a wrong one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not ctx.resilient_parsing:
            meant = nearest(args[0], known)
            hint = f"Did you mean {meant!r}?" if meant else f"There are: {', '.join(known)}"
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)
