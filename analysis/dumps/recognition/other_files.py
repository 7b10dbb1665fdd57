"""Files that are no dumps, by name, so that a message can say what was given."""

_MAGIC = (
    (b"\x7fELF", "an ELF program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"%PDF", "a PDF file"),
    (b"\xff\xd8\xff\xe0", "a JPEG picture"),
)
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SNIFFED_BYTES = 4096
_LAYOUT = "\ufeff\n\r\t\f\v\x1b"


def name_of(data: bytes) -> str:
    """Say what kind of other file `data` is, nothing if that is not known."""
    known = next((name for magic, name in _MAGIC if data.startswith(magic)), "")
    if known:
        return known
    encoding = "utf-16" if data.startswith(_BYTE_ORDER_MARKS) else "utf-8"
    if not _is_text(data[:_SNIFFED_BYTES], encoding):
        return ""
    return "Intel HEX text" if data.startswith(b":") else "text"


def _is_text(head: bytes, encoding: str) -> bool:
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as error:
        # A character may be cut at the end of what was looked at.
        if error.start < len(head) - 3 or len(head) < _SNIFFED_BYTES:
            return False
        text = head[: error.start].decode(encoding)
    return all(character.isprintable() or character in _LAYOUT for character in text)
