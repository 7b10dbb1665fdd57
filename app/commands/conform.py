"""`oceanhil conform`: does a server speak the protocol that shipped devices expect."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.word_choice import KIND_CHOICE
from oceanhil.host.untrusted import refuse_server, untrusted_option
from oceanhil.protocol.data_files import UntrustedError

if TYPE_CHECKING:
    from oceanhil.conformance.command.options import Options
    from oceanhil.conformance.command.outputs import Outputs
    from oceanhil.remote.wire.pace import PaceChoice

_KEY_VARIABLE = "OCEANHIL_ADMIN_KEY"
_SEED_MAX = 2**32 - 1
_STDOUT = "-"


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
@click.option("--connector", type=InputFile(), metavar="FILE", help="How to reach the server's own side (TOML).")
@click.option(
    "--admin-key",
    envvar=_KEY_VARIABLE,
    metavar="KEY",
    help=f"Key of the admin side of an oceanhil server (on this machine also {_KEY_VARIABLE}).",
)
@click.option(
    "--ca", "ca_file", type=InputFile(), metavar="FILE", help="Authority that signed the server's certificate (PEM)."
)
@click.option("--only", multiple=True, metavar="ID|TOPIC|GLOB", help="Try only these items; repeatable.")
@click.option("--skip", multiple=True, metavar="ID|TOPIC|GLOB", help="Leave these items out; repeatable.")
@click.option("--kind", "kinds", type=KIND_CHOICE, multiple=True, help="Only items of this kind; repeatable.")
@click.option("--list", "is_list", is_flag=True, help="List the items instead; needs no URL.")
@click.option("--dry-run", is_flag=True, help="List every request and operation instead; nothing is sent.")
@click.option("--check", is_flag=True, help="Look at the connector file only; needs no URL.")
@click.option("--clean-up", is_flag=True, help="Remove what earlier runs with this connector left there, and end.")
@click.option("--recording", type=InputFile(), metavar="FILE", help="Judge a recorded conversation instead of a URL.")
@click.option(
    "--write-items", type=OutputFile(), metavar="FILE", help="With --recording: write its exchanges as items."
)
@click.option(
    "--items", type=InputFile(), multiple=True, metavar="FILE", help="Try such recorded items, too; repeatable."
)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask before a production host is tried.")
@click.option("--no-prompt", is_flag=True, help="Ask nobody: operations that a person would do are missing.")
@click.option(
    "--pace",
    metavar="adaptive|documented|RATE",
    help="adaptive: as fast as the server answers until it says 429, then as documented. documented: within the "
    "service's published limits. RATE: requests a second. Default: adaptive on this machine, else documented.",
)
@click.option("--seed", type=click.IntRange(0, _SEED_MAX), help="Makes the names of devices repeatable; else random.")
@click.option(
    "--trials",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    metavar="N",
    help="Try an item that does not conform so often in all.",
)
@click.option(
    "--repeat",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    metavar="N",
    help="Try every item so often, to find flaky ones.",
)
@click.option("--baseline", type=InputFile(), metavar="FILE", help="Show only what changed since that JSON report.")
@click.option(
    "--fail-on",
    type=KIND_CHOICE,
    default="fact",
    show_default=True,
    help="fact: what violates, and printed values that are others here. contradiction: also another reading of one. "
    "assumption: every difference.",
)
@click.option("--require-all", is_flag=True, help="What is not testable here fails the run, too.")
@click.option(
    "--json",
    "json_file",
    is_flag=False,
    flag_value=_STDOUT,
    type=OutputFile(has_dash=True, as_text=True),
    metavar="[FILE]",
    help="JSON report: printed, or to FILE.",
)
@click.option("--junit", type=OutputFile(), metavar="FILE", help="JUnit XML report.")
@click.option("--html", type=OutputFile(), metavar="FILE", help="HTML report, one file.")
@click.option(
    "--write-profile", type=OutputFile(), metavar="FILE", help="Profile with the server's readings, for serve."
)
@click.option("-q", "--quiet", is_flag=True, help="Print only the sum and what fails the run.")
@click.option("-v", "--verbose", is_flag=True, help="Print every item, and every request of those that do not conform.")
@untrusted_option
@click.pass_context
def conform(
    context: click.Context,
    *,
    url: str | None,
    profile: str,
    connector: Path | None,
    admin_key: str | None,
    ca_file: Path | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    kinds: tuple[str, ...],
    is_list: bool,
    dry_run: bool,
    check: bool,
    clean_up: bool,
    recording: Path | None,
    write_items: Path | None,
    items: tuple[Path, ...],
    is_sure: bool,
    no_prompt: bool,
    pace: str | None,
    seed: int | None,
    trials: int,
    repeat: int,
    baseline: Path | None,
    fail_on: str,
    require_all: bool,
    json_file: str | None,
    junit: Path | None,
    html: Path | None,
    write_profile: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Try the contract of the device protocol on the server at URL, or judge a recording of one.

    Exit codes: 0 nothing fails at the level of --fail-on, 1 something does, 2 wrong input, a server that cannot be
    used, or a run that was broken off.
    """
    import random

    from oceanhil.conformance.command.conform import WRONG_INPUT
    from oceanhil.conformance.command.options import ItemChoice, Options
    from oceanhil.conformance.report.detail import Detail
    from oceanhil.host.visible_text import visible
    from oceanhil.protocol.profile import Kind

    what = Instead(
        is_list=is_list,
        is_check=check,
        is_dry_run=dry_run,
        is_clean_up=clean_up,
        recording=recording,
        write_items=write_items,
    )
    what.check(url, connector, json_file)
    try:
        refuse_server("the URL", url)
    except UntrustedError as error:
        raise WrongInputError(str(error)) from None
    options = Options(
        url=url or "",
        profile=profile,
        items=items,
        connector=connector,
        admin_key=_key_for(url or "", admin_key, context.get_parameter_source("admin_key")),
        ca_file="" if ca_file is None else str(ca_file),
        choice=ItemChoice(only=only, skip=skip, kinds=tuple(Kind(kind) for kind in kinds)),
        seed=random.SystemRandom().randint(0, _SEED_MAX) if seed is None else seed,
        trials=trials,
        repeat=repeat,
        baseline=baseline,
        level=Kind(fail_on),
        is_all_required=require_all,
        is_json_printed=json_file == _STDOUT,
        outputs=_outputs(json_file, junit, html, write_profile),
        detail=Detail(is_quiet=quiet, is_verbose=verbose),
        pace=_pace(pace),
        is_sure=is_sure,
        may_ask=not no_prompt,
    )
    try:
        context.exit(what.done(options))
    except WRONG_INPUT as error:
        # Words of a server may stand in it.
        raise WrongInputError(visible(str(error))) from None


def _pace(text: str | None) -> PaceChoice | None:
    from oceanhil.remote.wire.pace import PaceError, read_pace

    try:
        return None if text is None else read_pace(text)
    except PaceError as error:
        raise WrongInputError(f"--{error}") from None


def _key_for(url: str, key: str | None, source: ParameterSource | None) -> str | None:
    """Give the key for the server at `url`; one of the environment stays on this machine: it may be another's."""
    from oceanhil.protocol.loopback import is_loopback_url

    return None if source is ParameterSource.ENVIRONMENT and not is_loopback_url(url) else key


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What the command is to do instead of trying a server."""

    is_list: bool
    is_check: bool
    is_dry_run: bool
    is_clean_up: bool
    recording: Path | None
    write_items: Path | None

    def check(self, url: str | None, connector: Path | None, json_file: str | None) -> None:
        """See that what was given goes together; raises WrongInputError."""
        if json_file is not None and json_file.startswith(("http://", "https://")):
            raise WrongInputError(f"--json took the URL {json_file!r} as its file; write the URL first, or --json=FILE")
        if url is not None and self.recording is not None:
            raise WrongInputError(f"both the URL {url!r} and --recording were given, expected one of them")
        if self.write_items is not None and self.recording is None:
            raise WrongInputError("--write-items needs --recording FILE: items are made from a recording")
        if (self.is_check or self.is_clean_up) and connector is None:
            raise WrongInputError(f"{'--check' if self.is_check else '--clean-up'} needs --connector FILE")
        if url is None and self.recording is None and not (self.is_list or self.is_check):
            raise WrongInputError("no URL was given, expected one such as https://staging.example; see also --list")

    def done(self, options: Options) -> int:
        """Do it and give the exit code; raises one of WRONG_INPUT."""
        from oceanhil.conformance.command.conform import conform_server, list_items

        if self.is_list:
            return list_items(options)
        if not (self.is_check or self.is_dry_run or self.is_clean_up or self.recording):
            return conform_server(options)
        return self._instead(options)

    def _instead(self, options: Options) -> int:
        from oceanhil.conformance.command import side_commands as others

        if self.is_check:
            return others.check_connector(options)
        if self.recording is not None and self.write_items is not None:
            others.write_recorded_items(self.recording, self.write_items, options.profile)
        if self.recording is not None:
            return others.judge(self.recording, options)
        return others.dry_run(options) if self.is_dry_run else others.clean_up_target(options)


def _outputs(json_file: str | None, junit: Path | None, html: Path | None, profile: Path | None) -> Outputs:
    from oceanhil.conformance.command.outputs import Outputs

    json_path = None if json_file in {None, _STDOUT} else Path(str(json_file))
    return Outputs(json=json_path, junit=junit, html=html, profile=profile)
