"""What the builder of the core says, and what it keeps."""

import errno
from pathlib import Path

import pytest

from oceanhil.firmware import build
from oceanhil.firmware.build import BuildError, Target, find_compiler, host_library
from oceanhil.firmware.compiler import CacheError, keep_whole

RIGHT = 'extern "C" int answer(void);\nint answer(void) { return 42; }\n'


def target(source: Path) -> Target:
    return Target("made", (source,), ("-shared", "-fPIC"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "source.cpp"
    source.write_text(RIGHT)
    return source


def test_without_a_compiler_the_message_says_which_ones_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BuildError, match=r"^no C\+\+ compiler, expected c\+\+, g\+\+ or clang\+\+ .* ziglang$"):
        find_compiler()


def test_ziglang_stands_in_where_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert find_compiler().command[1:] == ("-m", "ziglang", "c++")


def test_a_compiler_named_by_the_environment_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler -v")
    with pytest.raises(BuildError, match=r"'no-such-compiler' of CXX, expected a program on the path"):
        find_compiler()


def test_on_windows_clang_is_passed_over_for_ziglang(monkeypatch: pytest.MonkeyPatch) -> None:
    # Python's own search asks Windows itself where it believes to be there.
    monkeypatch.setattr("shutil.which", {"clang++": "/usr/bin/clang++"}.get)
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert find_compiler().command == ("/usr/bin/clang++",)
    monkeypatch.setattr("sys.platform", "win32")
    assert find_compiler().command[1:] == ("-m", "ziglang", "c++")


@pytest.mark.parametrize(
    ("platform", "name", "pic"),
    [
        ("linux", "liboceanremote_host.so", True),
        ("darwin", "liboceanremote_host.dylib", True),
        ("win32", "oceanremote_host.dll", False),
    ],
)
def test_the_library_is_named_and_compiled_as_its_system_wants(
    platform: str, name: str, pic: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    library = host_library()
    assert library.file_name == name
    assert ("-fPIC" in library.flags) is pic
    assert "-shared" in library.flags


@pytest.mark.usefixtures("compiler")
def test_a_source_that_does_not_compile_is_told_in_one_line(source: Path, tmp_path: Path) -> None:
    source.write_text("int answer(void) { return nothing; }\n")
    with pytest.raises(BuildError, match=r"refused 'made': .*source\.cpp:1.*nothing.*"):
        build.build(target(source), tmp_path / "cache")


def test_what_was_built_is_kept_until_a_source_changes(source: Path, tmp_path: Path) -> None:
    first = build.build(target(source), tmp_path / "cache")
    written = first.stat().st_mtime_ns
    assert build.build(target(source), tmp_path / "cache").stat().st_mtime_ns == written
    source.write_text(RIGHT.replace("42", "43"))
    assert build.build(target(source), tmp_path / "cache") != first


@pytest.mark.usefixtures("compiler")
def test_a_cache_that_cannot_be_written_is_told(source: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(CacheError, match=r"cannot be written: .*; name another folder with \$OCEANHIL_CACHE"):
        build.build(target(source), tmp_path / "cache")


def test_a_file_of_the_cache_is_kept_as_it_was_read(tmp_path: Path) -> None:
    keep_whole(tmp_path / "text", b"\xff \xc3\xa9".decode("utf-8", "surrogateescape"))
    keep_whole(tmp_path / "program", b"\0", mode=0o700)
    assert (tmp_path / "text").read_bytes() == b"\xff \xc3\xa9"
    assert (tmp_path / "program").stat().st_mode & 0o777 == 0o700


def test_a_disk_that_is_full_leaves_no_piece_of_a_file_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        keep_whole(tmp_path / "kept", b"content")
    assert list(tmp_path.iterdir()) == []
