"""The parts of an HAR 1.2 file that a conversation is told by, read leniently: exporters differ in the rest.

https://w3c.github.io/web-performance/specs/HAR/Overview.html. Names with an underscore are tools' own; the ones here
are those of `oceanhil server har`, and Chrome's `_error`.
"""

import msgspec


class HarPair(msgspec.Struct, frozen=True):
    """A header or a parameter."""

    name: str
    value: str = ""


class HarPostData(msgspec.Struct, frozen=True):
    """A request's body: as text, or as parameters of a form."""

    text: str | None = None
    encoding: str | None = None
    params: tuple[HarPair, ...] | None = None


class HarAsked(msgspec.Struct, frozen=True, rename="camel"):
    """A request; the size is -1 where not known."""

    method: str
    url: str
    headers: tuple[HarPair, ...] = ()
    post_data: HarPostData | None = None
    body_size: float | None = None


class HarContent(msgspec.Struct, frozen=True, rename="camel"):
    """An answer's body, decompressed."""

    size: float | None = None
    text: str | None = None
    encoding: str | None = None
    comment: str | None = None


class HarAnswer(msgspec.Struct, frozen=True, rename={"failure": "_error"}):
    """An answer; status 0 if there was none."""

    status: int
    headers: tuple[HarPair, ...] = ()
    content: HarContent = HarContent()
    failure: str | None = None


class HarEntry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={"started": "startedDateTime", "failure": "_error", "sent_status": "_sentStatus", "address": "_peer"},
):
    """An exchange; `time` in ms."""

    started: str
    time: float | None = None
    request: HarAsked
    response: HarAnswer
    failure: str | None = None
    sent_status: int | msgspec.UnsetType | None = msgspec.UNSET
    address: str | None = None
