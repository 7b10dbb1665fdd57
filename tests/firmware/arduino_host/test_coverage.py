"""`oceanhil run --coverage`: which lines of a sketch a run reaches, over all boots, whatever ended them."""

import subprocess
import sys
from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, Compiler, find_compiler
from oceanhil.firmware.sketches.coverage import (
    COVERAGE_FLAGS,
    counting,
    counting_into,
    refuse_without_coverage,
    report_coverage,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SKETCH = """
RTC_NOINIT_ATTR int boots;
void after_restart() { Serial.println("restarted"); }
void never() { Serial.println("never"); }
void setup() {
    Serial.begin(115200);
    if (esp_reset_reason() == ESP_RST_SW) after_restart();
    if (esp_reset_reason() == ESP_RST_PANIC) {
        Serial.println("after a crash");
        if (millis() > 4000000) never();
        return;
    }
    if (esp_reset_reason() == ESP_RST_SW) abort();
    ESP.restart();
}
void loop() { delay(1000); }
"""


@pytest.fixture(autouse=True)
def _lines_can_be_counted() -> None:
    try:
        refuse_without_coverage(find_compiler())
    except BuildError as error:
        pytest.skip(str(error))


def test_lines_reached_in_any_boot_count_and_others_are_missing(tmp_path: Path) -> None:
    (tmp_path / "lamp").mkdir()
    (tmp_path / "lamp" / "lamp.ino").write_text(f"#include <esp_system.h>{SKETCH}")
    words = ("run", "first-boot", "--board", "esp32", "--world", "sketch:lamp", "--coverage", "out")
    done = subprocess.run(
        [sys.executable, "-m", "oceanhil", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "lamp.ino" in done.stdout, done.stderr
    text = (tmp_path / "out" / "coverage.lcov").read_text()
    hits = dict(line.removeprefix("DA:").split(",")[:2] for line in text.splitlines() if line.startswith("DA:"))
    reached = {int(line) for line, count in hits.items() if int(count)}
    assert {3, 6, 9, 13, 14} <= reached
    assert hits["4"] == "0"
    assert "lamp.ino" in (tmp_path / "out" / "index.html").read_text()


@pytest.mark.parametrize("here", ["", "lamp"])
def test_libraries_that_platformio_has_fetched_are_none_of_the_sketch(
    here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler, folder = find_compiler(), tmp_path / "lamp"
    for name in ("lib/own.h", ".pio/libdeps/d1/Json/json.h"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(f"inline int of_{Path(name).stem}() {{ return 1; }}\n")
    text = '#include "lib/own.h"\n#include ".pio/libdeps/d1/Json/json.h"\nint main() { return of_own() - of_json(); }\n'
    (folder / "main.cpp").write_text(text)
    done = compiler.run((*COVERAGE_FLAGS, "-o", str(tmp_path / "lamp.out"), str(folder / "main.cpp")))
    monkeypatch.chdir(tmp_path / here)
    with counting_into(tmp_path / "out", tmp_path / "kept"):
        subprocess.run([tmp_path / "lamp.out"], env=counting(tmp_path / "out"), check=True)
        table = report_coverage(compiler, tmp_path / "out", [folder])
    assert ("main.cpp" in table, "own.h" in table, "json.h" in table) == (True, True, False), done.output


def test_two_runs_do_not_count_into_one_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")
    (tmp_path / "file").touch()
    kept = tmp_path / "kept"
    with counting_into(tmp_path / "out", kept):
        (tmp_path / "out" / "counters" / "mine").touch()
        for other in ("out", "link"):
            with (
                pytest.raises(BuildError, match=r"is in use by another run; wait"),
                counting_into(tmp_path / other, kept),
            ):
                pass
        with counting_into(tmp_path / "another", kept):
            assert (tmp_path / "out" / "counters" / "mine").exists()
    with counting_into(tmp_path / "out", kept):
        assert not (tmp_path / "out" / "counters" / "mine").exists()
    with pytest.raises(BuildError, match=r"cannot be made: .*; choose another"), counting_into(tmp_path / "file", kept):
        pass


def test_another_compiler_is_told_what_is_needed(tmp_path: Path) -> None:
    tool = tmp_path / "clang++"
    tool.write_text("#!/bin/sh\necho 'Debian clang version 14.0.6'\n")
    tool.chmod(0o700)
    with pytest.raises(BuildError, match=r"coverage is read from GCC's; install g\+\+ and set CXX=g\+\+"):
        refuse_without_coverage(Compiler((str(tool),)))
