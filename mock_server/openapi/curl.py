"""Examples of requests as lines for a POSIX shell: one curl command, and what is kept of its answer for the next."""

import re

from oceanhil.mock_server.core.operation import JSON_TYPE, Operation

_VARIABLE = re.compile(r"\$[a-z_]+")
_WIDTH = 80


def shell_lines(operation: Operation, method: str, *, needs_key: bool) -> str:
    """Write `operation` for a shell in which `server` is the base URL, and `key` the admin key if one is needed."""
    words = ["curl -sS", *_options(operation, method, needs_key=needs_key), f'"$server{operation.curl.path}"']
    on_one_line = " ".join(words)
    command = on_one_line if len(on_one_line) <= _WIDTH else " \\\n  ".join(words)
    if not operation.curl.keeps:
        return command
    kept = [f"{name}=$({_field(field)})" for name, field in operation.curl.keeps.items()]
    return "\n".join([f"answer=$({command})", 'echo "$answer"', *kept])


def _options(operation: Operation, method: str, *, needs_key: bool) -> list[str]:
    curl = operation.curl
    options = [curl.options] if curl.options else []
    if method != "GET":
        options.append(f"-X {method}")
    if needs_key and operation.is_guarded:
        options.append('-H "Authorization: Bearer $key"')
    options += [f'-H "{name}: {value}"' for name, value in curl.headers.items()]
    if curl.body:
        options += [f"-H 'Content-Type: {JSON_TYPE}'", f"-d '{_VARIABLE.sub(_out_of_quotes, curl.body)}'"]
    return options


def _out_of_quotes(variable: re.Match[str]) -> str:
    return f"'\"{variable[0]}\"'"


def _field(name: str) -> str:
    return f"""printf '%s' "$answer" | sed -n 's/.*"{name}": *"\\([^"]*\\)".*/\\1/p'"""
