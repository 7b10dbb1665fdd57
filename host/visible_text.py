r"""Text of others, fit to be shown: nothing in it moves a cursor, and it is as long as a person reads.

Control characters, those that turn the direction of text, and all others that nobody sees are written as `\u001b`: in
a JSON document that is the same text still.
"""

from oceanhil.protocol.wording import plural

LONGEST_TEXT = 400


def clip(text: str) -> str:
    """Cut `text` to `LONGEST_TEXT` characters and say how many are gone; all of it on one line, tabs as spaces."""
    shown = visible(text.replace("\t", "    "), keeps="")
    if len(shown) <= LONGEST_TEXT:
        return shown
    return f"{shown[:LONGEST_TEXT]}… ({plural(len(shown) - LONGEST_TEXT, 'more character')})"


def visible(text: str, *, keeps: str = "\n\t") -> str:
    """Give `text` with everything visible that no printer would print, except the characters in `keeps`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in keeps else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    high, low = divmod(number - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
