"""Text of others, fit to be shown: nothing in it moves a cursor, and it is as long as a person reads."""

LONGEST_TEXT = 400


def clip(text: str) -> str:
    """Cut `text` to `LONGEST_TEXT` characters and say how many are gone; control characters become visible."""
    shown = visible(text)
    if len(shown) <= LONGEST_TEXT:
        return shown
    return f"{shown[:LONGEST_TEXT]}… ({len(shown) - LONGEST_TEXT:,} more characters)"


def visible(text: str, *, keeps_lines: bool = False) -> str:
    """Make control characters visible, so that no foreign text moves a cursor; line breaks too unless it keeps them."""
    if text.isprintable():
        return text
    if keeps_lines:
        return "\n".join(map(visible, text.replace("\r\n", "\n").split("\n")))
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    return "    " if character == "\t" else f"\\x{ord(character):02x}" if ord(character) < 0x100 else "\ufffd"
