"""`--untrusted`: files are data only, so that a stranger's pull request can be run.

What a file wants to do beside being data (start a program, read a secret, reach another machine) is refused by name,
where the file is read; what stands here is the rest: the option, places on disk, servers, and pytest, which must load
nothing of the repository that it stands in. docs/security.md says which files are code.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from oceanhil.protocol.data_files import (
    SCENARIO_SUFFIXES,
    UNTRUSTED_VARIABLE,
    UntrustedError,
    is_untrusted,
    refuse_place,
)
from oceanhil.protocol.loopback import is_loopback_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    CommandT = TypeVar("CommandT", bound=Callable[..., object])

SAFE_PATH_VARIABLE: Final = "PYTHONSAFEPATH"
"""Keeps the folder where one stands out of the search path of every Python that a run starts."""
_HARMLESS: Final = re.compile(r"-x|--exitfirst|--maxfail=\d+|--co|--collect-only|--durations=\d+|-r[a-zA-Z]+|--")
CONFIGURATION: Final = Path(__file__).parent / "config" / "pytest.ini"
_SAFE_PYTEST: Final = f"pytest -c {CONFIGURATION} --rootdir . --noconftest --disable-plugin-autoload -p"


def refusal(what: str) -> str:
    """Give the words with which a thing is refused, such as "'command' runs a program"."""
    return f"{what}, and --untrusted takes files as data only; leave it out, or run without --untrusted what you trust"


def untrusted_option(command: CommandT) -> CommandT:
    """Give a command the option."""
    return click.option(
        "--untrusted",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_begin,
        help=f"Take files as data only: no programs, secrets or other machines; also {UNTRUSTED_VARIABLE}=1.",
    )(command)


def _begin(context: click.Context, _: click.Parameter, is_given: bool) -> None:  # noqa: FBT001 - as click calls it
    if is_given:
        context.meta[UNTRUSTED_VARIABLE] = True


def begin_untrusted() -> Callable[[], None]:
    """Let this process, and those that it starts, take files as data only; gives what ends that."""
    before = {name: os.environ.get(name) for name in (UNTRUSTED_VARIABLE, SAFE_PATH_VARIABLE)}

    def end() -> None:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    os.environ[UNTRUSTED_VARIABLE] = os.environ[SAFE_PATH_VARIABLE] = "1"
    return end


def guarded(command: click.Command, refused: Callable[[str], click.ClickException]) -> click.Command:
    """Let a command, and those below it, do what `--untrusted` says: no path that leads elsewhere, no code."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            guarded(below, refused)
        return command
    callback = command.callback
    if callback is None or hasattr(callback, "is_guarded"):
        return command

    def checked(*arguments: object, **named: object) -> object:
        if UNTRUSTED_VARIABLE not in click.get_current_context().meta and not is_untrusted():
            return callback(*arguments, **named)
        end = begin_untrusted()
        try:
            refuse_links(_texts(named.values()))
            return callback(*arguments, **named)
        except UntrustedError as error:
            raise refused(str(error)) from None
        finally:
            end()

    checked.is_guarded = True  # type: ignore[attr-defined]  # a function's own
    command.callback = checked
    return command


def refuse_links(texts: Iterable[str | Path]) -> None:
    """Raise UntrustedError for the first path whose link leads out of its folder, be it to read or to write."""
    for text in texts:
        try:
            path = Path(text)
            refuse_place(path)
        except UntrustedError as error:
            raise UntrustedError(f"{text}: {error.what}") from None
        except (OSError, ValueError):
            continue  # no path at all, or one that whoever opens it will name


def _texts(values: Iterable[object]) -> Iterable[str | Path]:
    for value in values:
        if isinstance(value, str | Path):
            yield value
        elif isinstance(value, tuple | list):
            yield from _texts(value)


def refuse_code_files(names: Iterable[str]) -> None:
    """Raise UntrustedError for the first file that pytest would run rather than read."""
    for name in names:
        path = Path(name.partition("::")[0])
        if path.suffix and path.is_file() and path.suffix not in SCENARIO_SUFFIXES:
            raise UntrustedError(refusal(f"{name}: is no scenario in YAML"))


def refuse_options(words: Iterable[str]) -> None:
    """Raise UntrustedError for the first word that pytest might load or write something by: a file may be called so."""
    for word in words:
        if not _HARMLESS.fullmatch(word):
            raise UntrustedError(refusal(f"{word} is an option of pytest that may load or write anything"))


def refuse_server(option: str, url: str | None) -> None:
    """Raise UntrustedError for a server on another machine."""
    if url is not None and is_untrusted() and not is_loopback_url(url):
        raise UntrustedError(refusal(f"{option} {url!r} is another machine"))


def refuse_pytest(
    configuration: Path | None, *, own_plugin: str, loads_conftests: bool, plugins: Sequence[str]
) -> None:
    """Raise UntrustedError where pytest loads what the repository says: its configuration, conftests, plugins.

    `own_plugin` is the module to name in its place, the one that asks.
    """
    if configuration is None or configuration.resolve() != CONFIGURATION.resolve():
        what = f"{configuration} sets up pytest" if configuration else "pytest looks for its configuration here"
        raise UntrustedError(f"{refusal(what)}; run oceanhil run --untrusted, or {_SAFE_PYTEST} {own_plugin}")
    if loads_conftests:
        raise UntrustedError(f"{refusal('conftest.py is code')}; add --noconftest")
    if plugins:
        raise UntrustedError(f"{refusal(f'{plugins[0]} is a plugin of pytest')}; add --disable-plugin-autoload")
