"""Tripwires: memory behind every array inside a class that AddressSanitizer lets nobody touch.

The sanitizer knows where an object ends, not where a member of it does, and all of a device's state is one object. So a
member is put behind each array that is one, which poisons itself. Only copies of the core are changed so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tree_sitter import Node

from tools.judge.syntax import nodes

_HEADER: Final = "tripwire.h"
_TRIPWIRE: Final = """#ifndef OCEANREMOTE_TRIPWIRE_H
#define OCEANREMOTE_TRIPWIRE_H
#include <sanitizer/asan_interface.h>
namespace oceanremote {
class Tripwire {
  public:
    Tripwire() { __asan_poison_memory_region(bytes_, sizeof bytes_); }
    Tripwire(const Tripwire&) : Tripwire() {}
    Tripwire& operator=(const Tripwire&) { return *this; }
    ~Tripwire() { __asan_unpoison_memory_region(bytes_, sizeof bytes_); }

  private:
    unsigned char bytes_[64];
};
}  // namespace oceanremote
#endif
"""


def put_tripwires(core: Path) -> int:
    """Put a tripwire behind every array that is a member of a class, in a copy of the core; gives how many."""
    (core / "src" / _HEADER).write_text(_TRIPWIRE, "utf-8")
    return sum(_put(path) for path in sorted((core / "src").rglob("*")) if path.suffix in {".h", ".cpp"})


def _put(path: Path) -> int:
    source = path.read_bytes()
    ends = [] if path.name == _HEADER else [node.end_byte for node in nodes(source) if _is_array_member(node)]
    for number, end in sorted(enumerate(ends), key=lambda pair: -pair[1]):
        member = f" ::oceanremote::Tripwire tripwire_{number}_;"
        source = source[:end] + member.encode() + source[end:]
    if ends:
        # On the first line, so that lines keep their numbers.
        path.write_bytes(b'#include "tripwire.h"\n#line 1\n' + source)
    return len(ends)


def _is_array_member(node: Node) -> bool:
    if node.type != "field_declaration" or any(child.type == "storage_class_specifier" for child in node.children):
        return False
    declarator = node.child_by_field_name("declarator")
    return declarator is not None and declarator.type == "array_declarator"
