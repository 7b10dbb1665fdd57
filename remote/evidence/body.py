"""What the body of an answer is: JSON, a page of HTML, or something else."""

import re
from html import unescape
from typing import Final

import msgspec

from oceanhil.protocol.http import HttpResponse

_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MARKUP: Final = re.compile(r"^\s*<(!doctype|html|\?xml)", re.IGNORECASE)
NOT_JSON: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def is_json_object(response: HttpResponse) -> bool:
    """Tell whether an answer's body is a JSON object: for those who say what is theirs."""
    try:
        msgspec.json.decode(response.body, type=dict[str, msgspec.Raw])
    except NOT_JSON:
        return False
    return True


def is_page(text: str) -> bool:
    """Tell whether a text is HTML."""
    return _MARKUP.match(text) is not None


def page_title(text: str) -> str:
    """Give the title of a page of HTML, empty if it has none."""
    found = _TITLE.search(text)
    return "" if found is None else " ".join(unescape(found[1]).split())
