"""`oceanhil conform`: does a server speak the protocol that shipped devices expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile
from oceanhil.app.commands.conform_options import (
    instead_options,
    item_options,
    report_options,
    trial_options,
    verdict_options,
)
from oceanhil.app.commands.side_options import side_options
from oceanhil.host.untrusted import refuse_server, untrusted_option
from oceanhil.protocol.data_files import UntrustedError

if TYPE_CHECKING:
    from oceanhil.app.commands.conform_options import Instead, ItemOptions, ReportOptions, TrialOptions, VerdictOptions
    from oceanhil.app.commands.side_options import SideOptions


@click.command()
@click.argument("url", required=False)
@click.option(
    "--profile",
    type=InputFile(is_name_too=True, as_text=True),
    default="oceanremote",
    show_default=True,
    metavar="NAME|FILE",
    help="Service or its profile.",
)
@side_options
@item_options
@instead_options
@trial_options
@verdict_options
@report_options
@untrusted_option
@click.pass_context
def conform(
    context: click.Context,
    *,
    url: str | None,
    profile: str,
    side: SideOptions,
    chosen: ItemOptions,
    what: Instead,
    trial: TrialOptions,
    verdict: VerdictOptions,
    report: ReportOptions,
) -> None:
    """Try the contract of the device protocol on the server at URL, or judge a recording of one.

    Exit codes: 0 nothing fails at the level of --fail-on, 1 something does, 2 wrong input, a server that cannot be
    used, or a run that was broken off.
    """
    from oceanhil.conformance.command.conform import WRONG_INPUT
    from oceanhil.conformance.command.options import Options
    from oceanhil.host.visible_text import visible
    from oceanhil.protocol.profile import Kind

    outputs = report.outputs
    what.check(url, side.connector)
    try:
        refuse_server("the URL", url)
    except UntrustedError as error:
        raise WrongInputError(str(error)) from None
    options = Options(
        url=url or "",
        profile=profile,
        items=chosen.items,
        connector=side.connector,
        admin_key=side.key_for(url or ""),
        ca_file="" if side.ca_file is None else str(side.ca_file),
        choice=chosen.choice,
        seed=trial.seed(),
        trials=trial.trials,
        repeat=trial.repeat,
        baseline=verdict.baseline,
        level=Kind(verdict.fail_on),
        is_all_required=verdict.require_all,
        is_json_printed=report.is_json_printed,
        outputs=outputs,
        detail=report.detail,
        pace=trial.pace,
        is_sure=trial.is_sure,
        may_ask=not trial.no_prompt,
    )
    try:
        context.exit(what.done(options))
    except WRONG_INPUT as error:
        # Words of a server may stand in it.
        raise WrongInputError(visible(str(error))) from None
