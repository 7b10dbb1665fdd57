"""Small ELF files, made byte by byte: a symbol table, and DWARF lines if asked for (System V ABI; DWARF 4 or 5)."""

import struct
from collections.abc import Mapping, Sequence

EM_XTENSA, EM_ARM, EM_386 = 94, 40, 3
_HEADER_BYTES, _SECTION_BYTES = 52, 40
_PROGBITS, _SYMTAB, _STRTAB = 1, 2, 3

Functions = Mapping[str, tuple[int, int]]
"""Name: address and size."""
Lines = Sequence[tuple[int, int]]
"""Address and line number; line 0 is where a sequence of code ends, and the last one has to be."""


def elf_file(
    functions: Functions, machine: int = EM_XTENSA, lines: Lines = (), source: str = "store.cpp", dwarf: int = 4
) -> bytes:
    """A 32-bit little-endian ELF file with these functions, and with these lines of `source`."""
    names, offsets = _strings(functions)
    symbols = bytes(16) + b"".join(
        struct.pack("<IIIBBH", offsets[name], start, size, 0x12, 0, 1) for name, (start, size) in functions.items()
    )
    sections = [(".symtab", _SYMTAB, symbols, 2, 16), (".strtab", _STRTAB, names, 0, 0)]
    if lines:
        sections += [(name, _PROGBITS, data, 0, 0) for name, data in _dwarf(lines, source, dwarf).items()]
    return _file(machine, sections)


def _file(machine: int, sections: Sequence[tuple[str, int, bytes, int, int]]) -> bytes:
    names, offsets = _strings([*(section[0] for section in sections), ".shstrtab"])
    rows = [*sections, (".shstrtab", _STRTAB, names, 0, 0)]
    body, headers = b"", bytes(_SECTION_BYTES)
    for name, kind, data, link, entry_bytes in rows:
        place = _HEADER_BYTES + len(body)
        headers += struct.pack("<10I", offsets[name], kind, 0, 0, place, len(data), link, 0, 1, entry_bytes)
        body += data
    ident = b"\x7fELF\x01\x01\x01" + bytes(9)
    numbers = (2, machine, 1, 0, 0, _HEADER_BYTES + len(body), 0, _HEADER_BYTES, 0, 0, _SECTION_BYTES)
    head = ident + struct.pack("<HHIIIIIHHHHHH", *numbers, len(rows) + 1, len(rows))
    return head + body + headers


def _strings(names: Sequence[str] | Functions) -> tuple[bytes, dict[str, int]]:
    data, offsets = b"\0", {}
    for name in names:
        offsets[name] = len(data)
        data += name.encode() + b"\0"
    return data, offsets


def _dwarf(lines: Lines, source: str, version: int) -> dict[str, bytes]:
    start, end = lines[0][0], lines[-1][0]
    # One compile unit: DW_TAG_compile_unit without children, with DW_AT_stmt_list as DW_FORM_sec_offset.
    abbreviations = bytes([1, 0x11, 0, 0x10, 0x17, 0, 0, 0])
    head = struct.pack("<HIB", 4, 0, 4) if version < 5 else struct.pack("<HBBI", version, 1, 4, 0)
    info = _with_length(head + bytes([1]) + struct.pack("<I", 0))
    ranges = _with_length(struct.pack("<HIBB", 2, 0, 4, 0) + bytes(4) + struct.pack("<IIII", start, end - start, 0, 0))
    return {
        ".debug_abbrev": abbreviations,
        ".debug_info": info,
        ".debug_aranges": ranges,
        ".debug_line": _line_program(lines, source, version),
    }


def _line_program(lines: Lines, source: str, version: int) -> bytes:
    opcode_lengths = bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1])
    files = b"\0" + source.encode() + b"\0\0\0\0" + b"\0"
    if version >= 5:
        # One directory and two files, each a path and nothing else (DW_LNCT_path as DW_FORM_string); files from 0.
        path = bytes([1, 1, 8])
        files = path + b"\x01.\0" + path + b"\x02first.cpp\0" + source.encode() + b"\0"
    after = bytes([1, 1, 1, 0xFB, 14, 13]) + opcode_lengths + files
    program, line = b"", 1
    for address, number in lines:
        program += b"\0\x05\x02" + struct.pack("<I", address)
        program += b"\x03" + _signed(number - line) + b"\x01" if number else b"\0\x01\x01"
        # The end of a sequence sets the line back to 1.
        line = number or 1
    head = struct.pack("<H", version) + (b"" if version < 5 else bytes([4, 0]))
    return _with_length(head + _with_length(after) + program)


def _signed(number: int) -> bytes:
    """Write a LEB128 number of two bytes, which serves from -8192 to 8191."""
    return bytes([number & 0x7F | 0x80, number >> 7 & 0x7F])


def _with_length(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
