import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oceanhil.app.firmware.c_string import from_c_string, to_c_string

AWKWARD = (b'"', b"\\", b"??/", b'"; system("x"); //', b"\x001", b"\xff7", b"\n", "Größe ☂".encode(), bytes(range(256)))


@given(st.binary())
@example(b"\x018")
@example(b"??/\\")
def test_every_byte_comes_back(data: bytes) -> None:
    assert from_c_string(to_c_string(data)) == data


@given(st.binary())
def test_a_literal_is_one_line_of_printable_ascii_that_ends_only_at_its_end(data: bytes) -> None:
    literal = to_c_string(data)
    assert literal.isascii()
    assert literal.isprintable()
    assert "??" not in literal
    assert literal.replace("\\\\", "").replace('\\"', "").count('"') == 2


def test_a_compiler_reads_the_same_bytes(tmp_path: Path) -> None:
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("no C++ compiler: install g++ or clang++")
    assertions = (
        f"static_assert(static_cast<unsigned char>(t{number}[{place}]) == {code});"
        for number, data in enumerate(AWKWARD)
        for place, code in enumerate(data + b"\0")
    )
    texts = (f"constexpr char t{number}[] = {to_c_string(data)};" for number, data in enumerate(AWKWARD))
    (tmp_path / "texts.cpp").write_text("\n".join([*texts, *assertions]), "ascii")
    command = [compiler, "-std=c++17", "-trigraphs", "-Wall", "-Wextra", "-Werror", "-Wno-unused", "-fsyntax-only"]
    subprocess.run([*command, str(tmp_path / "texts.cpp")], check=True)


@pytest.mark.parametrize(
    ("literal", "data"), [(r'"\x41\t\101"', b"A\tA"), ('"ä"', "ä".encode()), (r'"\0"', b"\0"), ('""', b"")]
)
def test_literals_of_others_are_read(literal: str, data: bytes) -> None:
    assert from_c_string(literal) == data


@pytest.mark.parametrize("literal", ["", '"', "x", '"a" "b"', '"\\"', '"\\q"', '"\\x100"', '"\\777"', '"a\nb"'])
def test_what_is_no_literal_is_refused(literal: str) -> None:
    with pytest.raises(ValueError, match=r"not a string literal of C|beyond one byte"):
        from_c_string(literal)
