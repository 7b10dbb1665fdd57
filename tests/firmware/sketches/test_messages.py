"""What is told of the words of compilers and linkers."""

import pytest

from oceanhil.firmware.sketches.host_files import board_name
from oceanhil.firmware.sketches.messages import MissingHeader, compiler_errors, linker_errors, missing_header

GCC = """In file included from /s/blink.ino:1:
/s/lamp.h:3:1: warning: no return statement in function returning non-void [-Wreturn-type]
    3 | int f() {}
      | ^
/s/blink.ino: In function 'void setup()':
/s/blink.ino:7:3: error: 'lamp' was not declared in this scope; did you mean 'Lamp'?
    7 |   lamp.on();
      |   ^~~~
      |   Lamp
/s/lamp.h:2:8: note: 'Lamp' declared here
    2 | struct Lamp {};
      |        ^~~~
"""
CLANG = """/s/blink.ino:7:3: error: use of undeclared identifier 'lamp'
  lamp.on();
  ^
1 error generated.
"""
LD = """/usr/bin/ld: /tmp/x.o: in function `setup':
/s/blink.ino:3: undefined reference to `helper(int)'
/usr/bin/ld: /s/blink.ino:4: undefined reference to `other()'
/usr/bin/ld: /tmp/m.o: in function `main':
/h/main.cpp:9: undefined reference to `loop()'
collect2: error: ld returned 1 exit status
"""
LLD = """ld.lld: error: undefined symbol: helper(int)
>>> referenced by blink.ino:3 (/s/blink.ino:3)
>>>               /tmp/x.o:(setup)
"""
APPLE = """Undefined symbols for architecture arm64:
  "helper(int)", referenced from:
      setup() in blink.o
ld: symbol(s) not found for architecture arm64
"""
TWICE = """/usr/bin/ld: /tmp/b.o: in function `helper()':
/s/b.cpp:1: multiple definition of `helper()'; /tmp/a.o:/s/a.cpp:2: first defined here
"""


def test_an_error_is_told_with_its_notes_and_without_warnings() -> None:
    told = compiler_errors([GCC]).splitlines()
    assert told[0] == "/s/blink.ino: In function 'void setup()':"
    assert told[1].startswith("/s/blink.ino:7:3: error: 'lamp' was not declared")
    assert told[-1].strip() == "|        ^~~~"
    assert "warning" not in compiler_errors([GCC])


def test_what_sums_up_is_left_out() -> None:
    assert compiler_errors([CLANG]).splitlines() == CLANG.splitlines()[:-1]


def test_where_an_error_was_included_from_stays_with_it() -> None:
    text = "In file included from /s/a.h:1,\n                 from /s/b.ino:2:\n/s/c.h:3:1: error: no\n"
    assert compiler_errors([text]) == text.strip()


def test_no_more_than_twenty_errors_are_shown() -> None:
    told = compiler_errors(f"/s/a.cpp:{line}:1: error: no" for line in range(1, 31)).splitlines()
    assert told[19] == "/s/a.cpp:20:1: error: no"
    assert told[20:] == ["and 10 more errors; mend these first"]


def test_a_missing_header_is_understood_from_each_compiler() -> None:
    expected = MissingHeader("net/Lamp.h", "/s/blink.ino", 3)
    assert missing_header("/s/blink.ino:3:10: fatal error: net/Lamp.h: No such file or directory\n") == expected
    assert missing_header("/s/blink.ino:3:10: fatal error: 'net/Lamp.h' file not found\n") == expected
    assert missing_header(GCC) is None


def test_what_nothing_defines_is_told_with_the_line_that_uses_it() -> None:
    told = "/s/blink.ino:3: error: 'helper(int)' is used in 'setup', and nothing defines it"
    assert linker_errors(LD).splitlines()[0] == told
    assert linker_errors(LD).splitlines()[1].startswith("/s/blink.ino:4: error: 'other()' is used")
    assert linker_errors(LLD) == "/s/blink.ino:3: error: 'helper(int)' is used, and nothing defines it"
    assert linker_errors(APPLE) == "blink.o: error: 'helper(int)' is used in 'setup()', and nothing defines it"


def test_what_a_board_has_not_and_this_machine_has_is_told_by_its_name() -> None:
    told = linker_errors(LD.replace("helper(int)", "__wrap_fork"))
    assert told.splitlines()[0] == "/s/blink.ino:3: error: 'fork' is used in 'setup', and nothing defines it"


@pytest.mark.parametrize(
    ("symbol", "told"),
    [("open64", "open"), ("__stat64_time64", "stat"), ("mkdir", "mkdir"), ("opendir", "opendir")],
)
def test_a_call_for_files_that_a_board_has_not_is_told_as_it_is_written(symbol: str, told: str) -> None:
    text = linker_errors(LD.replace("helper(int)", board_name(symbol)))
    assert text.splitlines()[0] == f"/s/blink.ino:3: error: {told!r} is used in 'setup', and nothing defines it"


@pytest.mark.parametrize("symbol", ["close", "read", "printf", "fgets", "_ZNSt10filesystem7__cxx114pathD1Ev"])
def test_what_is_about_no_file_of_a_name_is_left_as_it_is(symbol: str) -> None:
    assert not board_name(symbol)


def test_what_was_compiled_into_several_functions_is_told_once() -> None:
    second = LD.replace("setup", "main").replace("loop", "other")
    assert linker_errors(LD + second).count("helper(int)") == 1


def test_a_sketch_without_loop_is_told_so() -> None:
    assert "the sketch has no 'void loop()'" in linker_errors(LD)


def test_what_is_there_twice_is_told_with_both_places() -> None:
    told = "/s/b.cpp:1: error: 'helper()' is defined a second time; the first is in /tmp/a.o:/s/a.cpp:2"
    assert linker_errors(TWICE) == told


def test_other_words_of_a_linker_are_shown_as_they_are() -> None:
    assert linker_errors("ld: cannot find -lx\n") == "ld: cannot find -lx"


def test_what_an_assembler_refuses_is_told_with_its_line_and_where_its_macro_is_used() -> None:
    words = (
        "/s/blink.ino: Assembler messages:\n"
        "/s/blink.ino:6: Warning: too many operands\n"
        "/s/blink.ino:8: Error: rsr of ps: not there\n"
        "/s/blink.ino:9:  Info: macro invoked from here\n"
        "/s/blink.ino:10: Error: no such instruction: `wur %eax'\n"
    )
    assert compiler_errors([words]).splitlines() == [
        "/s/blink.ino:8: Error: rsr of ps: not there",
        "/s/blink.ino:9:  Info: macro invoked from here",
        "/s/blink.ino:10: Error: no such instruction: `wur %eax'",
    ]
