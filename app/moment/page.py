"""The moment viewer as one HTML file that opens anywhere: no network, no other file.

The traces stand in it as text, as they would in a file of their own, and the page reads them as it reads one that is
dropped on it. What a trace says is never markup: the scripts put it in as texts, and the page's policy lets nothing run
but its own script, by its hash.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import jinja2
import msgspec

from oceanhil.app.moment.album import Album
from oceanhil.app.report.html import safe_in_script
from oceanhil.host.page_templates import page_template
from oceanhil.protocol.faults import ALL_MADE_UP, FaultKind
from oceanhil.protocol.network_change import WAY_WORDS
from oceanhil.scenarios.power_state import PowerState

_SCRIPTS: Final = (
    *("dom", "trace", "words", "past", "signs", "scale", "bands", "axis", "list", "panels", "storage", "bytes"),
    *("texts", "viewer", "album", "main"),
)
"""In the order in which one builds on the other."""
_WORDS: Final = {
    "POWER": {each.name: each.value for each in PowerState},
    "WAY_WORDS": WAY_WORDS,
    "FAULT_WORDS": {kind.value: kind.short for kind in FaultKind},
    "ALL_MADE_UP": ALL_MADE_UP,
}
"""Constants of the scripts, as Python declares them: words of a trace by which they judge, and words to show."""
_NO_TITLE: Final = "A moment"
_ALBUM_TITLE: Final = "The cases of a run"


class _Given(msgspec.Struct, frozen=True):
    """What the page begins with: traces as texts, and of two that differ where each first does, by its event.

    `again` are the command lines that run their cases again, as far as they are known.

    Or an album, whose traces it opens itself.
    """

    traces: tuple[str, ...]
    differ: tuple[int, ...] = ()
    again: tuple[str, ...] = ()
    album: Album | None = None


def render_moments(
    traces: Sequence[bytes], title: str = "", differ: Sequence[int] = (), again: Sequence[str] = ()
) -> str:
    """Give the page for one trace, for two to be compared, or for none: whoever opens it drops one on it.

    `traces` are as `oceanhil.scenarios.trace_file` writes them; `differ` is an index into the events of each,
    `again` the command line that runs the case of each again, if that is known.
    """
    texts = tuple(each.decode("utf-8", "replace") for each in traces)
    return _render(_Given(texts, tuple(differ), tuple(again)), title or _NO_TITLE)


def render_album(album: Album) -> str:
    """Give the page for the cases of `album`, which lists them until its address names one."""
    return _render(_Given((), album=album), _ALBUM_TITLE)


def _render(given: _Given, title: str) -> str:
    style, script = _style(), _script()
    return _template().render(
        title=title,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        traces=safe_in_script(msgspec.json.encode(given).decode()),
    )


@cache
def _template() -> jinja2.Template:
    return page_template("oceanhil.app.moment", "moment.html.j2")


def _folder() -> Traversable:
    return files("oceanhil.app.moment") / "templates"


@cache
def _style() -> str:
    return (_folder() / "moment.css").read_text("utf-8")


@cache
def _script() -> str:
    words = (f"const {name} = {msgspec.json.encode(each).decode()};" for name, each in _WORDS.items())
    parts = "\n".join((*words, *((_folder() / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)))
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{digest}"
