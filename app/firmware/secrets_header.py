"""`secrets.h`: the example beside the sketch with a user's values in place of its own."""

import re
from collections.abc import Iterable
from typing import Final

from oceanhil.app.firmware.c_string import from_c_string, to_c_string
from oceanhil.app.firmware.errors import SketchError
from oceanhil.app.firmware.values import Values

EXAMPLE_NAME: Final = "secrets.example.h"
HEADER_NAME: Final = "secrets.h"
_DEFINE = re.compile(r'^([ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+)("(?:[^"\\\n]|\\.)*")', re.MULTILINE)
_ROOT_CERTIFICATE: Final = "OCEANREMOTE_ROOT_CERTIFICATE"
_SECRET_ENDINGS: Final = ("PASSWORD", "TOKEN")


def render(example: str, values: Values) -> str:
    """Give the header; raises SketchError if the example has not exactly one define for each value.

    A define is recognised by how its name ends; others, and the servers where none was given, are left as they are.
    """
    endings = {"SSID": values.ssid, "PASSWORD": values.password, "TOKEN": values.token}
    if values.server:
        endings |= {"REGISTER_SERVER": values.server, "API_SERVER": values.server}
    filled: list[str] = []

    def fill(found: re.Match[str]) -> str:
        ending = next((each for each in endings if found[2].endswith(f"_{each}")), None)
        if ending is None:
            return found[0]
        filled.append(ending)
        return found[1] + to_c_string(endings[ending])

    header = _DEFINE.sub(fill, example)
    wrong = [ending for ending in endings if filled.count(ending) != 1]
    if wrong:
        raise SketchError(
            f"{EXAMPLE_NAME!r} has not one '#define …_{wrong[0]} \"…\"', which this program fills in; is the"
            " installation whole?"
        )
    if values.root_certificate:
        header += f"#define {_ROOT_CERTIFICATE} {to_c_string(values.root_certificate)}\n"
    return header


def secrets_in(header: str) -> tuple[bytes, ...]:
    """Give the values of a header that must not be shown: password and token, the empty one left out."""
    found = ((name, _value(literal)) for _, name, literal in _DEFINE.findall(header) if name.endswith(_SECRET_ENDINGS))
    return tuple(value for _, value in found if value)


def hide(text: str, secrets: Iterable[bytes]) -> str:
    """Cut secrets out of what a build tool prints, as such and as literals: a compiler quotes the line it dislikes.

    Nothing is guessed by its look: a linker's long names would be cut with it.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (to_c_string(secret)[1:-1], secret.decode("utf-8", "replace")):
            text = text.replace(form, "<secret>")
    return text


def _value(literal: str) -> bytes:
    try:
        return from_c_string(literal)
    except ValueError:
        return literal[1:-1].encode()
