"""An exchange of a recording as reports show it: names of secrets are variables of the shell."""

import msgspec

from oceanhil.conformance.recorded.concealment import NAME
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.remote.evidence.concealed import concealed, variable
from oceanhil.remote.evidence.exchange import Exchange, Shown, shown

_changed = msgspec.structs.replace


def show(entry: Entry, *, decisive: bool) -> Shown:
    """Show an exchange with its place in the recording, and say which bodies are not there."""
    named, names = _named(entry.exchange)
    row = shown(named, entry.origin, {variable(name): name for name in names.values()}, decisive=decisive)
    gaps = (("request", entry.request_gap), ("answer", entry.response_gap))
    said = [f"[body of the {what} left out: {gap}]" for what, gap in gaps if gap]
    return _changed(
        row,
        sent=f"[{entry.place}, {entry.when}]\n{row.sent}",
        received="\n".join((row.received.rstrip("\n"), *said)),
    )


def _named(exchange: Exchange) -> tuple[Exchange, dict[str, str]]:
    """Give the exchange with variables, and the variable's name for each name of a secret."""
    request, response = exchange.request, exchange.response
    texts = [*request.headers.values(), request.path, request.query, request.body.decode("utf-8", "replace")]
    if response is not None:
        texts += [*response.headers.values(), response.body.decode("utf-8", "replace")]
    found = {name for text in texts for name in (*NAME.findall(text), HIDDEN)}
    names = {name: name.strip("~").replace("-", "_").upper() for name in sorted(found)}
    named = concealed(exchange, names)
    path, query = (_with_variables(text, names) for text in (request.path, request.query))
    body = _with_variables(request.body.decode("utf-8", "replace"), names).encode()
    return _changed(named, request=_changed(named.request, path=path, query=query, body=body)), names


def _with_variables(text: str, names: dict[str, str]) -> str:
    for name, shell_name in names.items():
        text = text.replace(name, variable(shell_name))
    return text
