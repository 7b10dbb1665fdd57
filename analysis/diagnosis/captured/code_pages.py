"""The code page of a log that is not UTF-8: firmware prints the bytes in which an editor of long ago saved its source.

A page of another script is known by the words of `[words]`: of bytes that are no text, hardly any page makes two. That
of Western Europe is known by letters that stand where letters stand, and come again. A line that damages bytes does so
to digits, marks and spaces too, and to each of them in its turn. That of Central Europe has letters where the Western
one has marks, or those together that no Western language has.

What it must not know: UTF-16, which has zero bytes, and marks.
"""

import codecs
import re
from collections import Counter
from functools import cache
from typing import Final

from oceanhil.analysis.diagnosis.knowledge import words

UTF_8: Final = "utf-8"
_WESTERN: Final = "cp1252"
_CENTRAL: Final = "cp1250"
# UTF-8 is first, so that of equally many words those in it count.
_PAGES: Final = (UTF_8, "cp1251", "koi8-r", "cp866", "gb18030", "big5", "cp932", "euc-jp", "euc-kr")
_WORDS_MIN: Final = 2
_LETTERS_MIN: Final = 3
_TIMES_OF_EACH: Final = 2
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
# One or two letters beside a plain one, and the degree or the number that stands with its own.
_OF_WESTERN: Final = re.compile(
    rb"(?:(?<=[A-Za-z])[\xc0-\xd6\xd8-\xf6\xf8-\xff]{1,2}|(?<![\x80-\xff])[\xc0-\xd6\xd8-\xf6\xf8-\xff]{1,2}(?=[A-Za-z]))"
    rb"(?![\x80-\xff])|[\xb0\xba](?=[CF]\b)|(?<=\bn)[\xb0\xba]"
)

# Inside words Polish has letters where the Western page has marks.
_OF_POLAND: Final = re.compile(rb"(?<=[A-Za-z])[\x9c\x9f\xb3\xb9\xbf]{1,2}(?=[A-Za-z])")
_OF_POLAND_MIN: Final = 2
_OF_CENTRAL: Final = re.compile(
    rb"(?:(?<=[A-Za-z])[\x8a-\x8f\x9a-\x9f\xa3\xa5\xaf\xb3\xb9\xbe-\xff]{1,3}"
    rb"|(?<![\x80-\xff])[\x8a-\x8f\x9a-\x9f\xa3\xa5\xaf\xb3\xb9\xbe-\xff]{1,3}(?=[A-Za-z]))(?![\x80-\xff])|\xb0(?=C\b)"
)
# In the Western page these are letters that no language has together.
_CARONS: Final = (b"\x9a\x9e", b"\xc8\xd8\xcc\xd9\xe8\xf8\xec\xf9\xef\xf2\xe6\xf0"), (b"\xf8", b"\xec\xf9")


def code_page_of(head: bytes) -> str:
    """Guess from the beginning of a log in which code page it is; UTF-8 if nothing tells another."""
    if _is_utf_8(head):
        return UTF_8
    found = {page: len(_known_words().findall(head.decode(page, "replace"))) for page in _PAGES}
    page = max(_PAGES, key=found.__getitem__)
    if found[page] >= _WORDS_MIN:
        return page
    if _is_central(head):
        return _CENTRAL
    return _WESTERN if _is_western(head) else UTF_8


def _is_utf_8(head: bytes) -> bool:
    """Tell whether it is, though the last letter may be cut."""
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


@cache
def _known_words() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in words().values()), re.IGNORECASE)


def _is_central(head: bytes) -> bool:
    letters = frozenset(head)
    has_carons = any(letters.intersection(one) and letters.intersection(other) for one, other in _CARONS)
    is_of_words = len(b"".join(_OF_CENTRAL.findall(head))) == len(_NOT_ASCII.findall(head))
    return is_of_words and (has_carons or len(_OF_POLAND.findall(head)) >= _OF_POLAND_MIN)


def _is_western(head: bytes) -> bool:
    letters = Counter(b"".join(_NOT_ASCII.findall(b"".join(_OF_WESTERN.findall(head)))))
    count = letters.total()
    is_all = count == len(_NOT_ASCII.findall(head))
    return is_all and count >= max(_LETTERS_MIN, _TIMES_OF_EACH * len(letters))
