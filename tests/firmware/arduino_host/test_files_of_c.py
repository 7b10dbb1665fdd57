"""C's calls for files in a sketch: they see what its core has below them, and never a file of this machine."""

from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, bench, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ALL: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
C_FILES: Final = "LittleFS.h dirent.h errno.h stdio.h sys/stat.h unistd.h"


def test_files_below_the_place_of_a_mount_are_those_of_its_file_system() -> None:
    body = r"""
        LittleFS.begin(true);
        File first = LittleFS.open("/lamp.txt", "w");
        first.print("on\n");
        first.close();
        FILE* lamp = fopen("/littlefs/lamp.txt", "a+");
        fprintf(lamp, "%d W\n", 7);
        rewind(lamp);
        char line[8];
        while (fgets(line, sizeof line, lamp) != nullptr) Serial.print(line);
        fclose(lamp);
        Serial.println(LittleFS.open("/lamp.txt").readString().length());
    """
    assert alone(Board.ESP32, C_FILES, body) == ["on", "7 W", "7"]


def test_what_was_written_is_in_flash_once_it_is_flushed_or_closed() -> None:
    body = r"""
        LittleFS.begin(true);
        FILE* lamp = fopen("/littlefs/lamp", "w");
        struct stat about;
        fputs("on", lamp);
        stat("/littlefs/lamp", &about);
        Serial.printf("%d ", (int)about.st_size);
        fflush(lamp);
        stat("/littlefs/lamp", &about);
        Serial.printf("%d %d\n", (int)about.st_size, S_ISREG(about.st_mode));
    """
    assert alone(Board.ESP32, C_FILES, body) == ["0 2 1"]


def test_names_are_removed_renamed_and_listed() -> None:
    body = r"""
        LittleFS.begin(true);
        Serial.printf("%d ", mkdir("/littlefs/log", 0777));
        Serial.printf("%d ", mkdir("/littlefs/log", 0777));
        Serial.printf("%d ", errno == EEXIST);
        fclose(fopen("/littlefs/log/a", "w"));
        Serial.printf("%d ", rename("/littlefs/log/a", "/littlefs/log/b"));
        DIR* log = opendir("/littlefs/log");
        while (dirent* each = readdir(log)) Serial.printf("%s %d ", each->d_name, each->d_type == DT_REG);
        closedir(log);
        Serial.printf("%d ", rmdir("/littlefs/log"));
        Serial.printf("%d ", errno == ENOTEMPTY);
        Serial.printf("%d ", unlink("/littlefs/log"));
        Serial.printf("%d ", errno == EISDIR);
        Serial.printf("%d ", remove("/littlefs/log/b"));
        Serial.println(rmdir("/littlefs/log"));
    """
    assert alone(Board.ESP32, C_FILES, body) == ["0 -1 1 0 b 1 -1 1 -1 1 0 0"]


def test_a_file_that_is_open_can_neither_be_removed_nor_renamed() -> None:
    body = r"""
        LittleFS.begin(true);
        FILE* lamp = fopen("/littlefs/lamp", "w");
        Serial.printf("%d ", remove("/littlefs/lamp"));
        Serial.printf("%d ", errno == EBUSY);
        errno = 0;
        Serial.printf("%d ", rename("/littlefs/lamp", "/littlefs/other"));
        Serial.println(errno == EBUSY);
    """
    assert alone(Board.ESP32, C_FILES, body) == ["-1 1 -1 1"]


def test_spiffs_has_no_directories_to_make() -> None:
    body = r"""
        SPIFFS.begin(true);
        fclose(fopen("/spiffs/log/a", "w"));
        Serial.printf("%d %d ", SPIFFS.exists("/log/a"), mkdir("/spiffs/more", 0777));
        Serial.println(errno == ENOTSUP);
    """
    assert alone(Board.ESP32, f"{C_FILES} SPIFFS.h", body) == ["1 -1 1"]


def test_a_path_that_nothing_is_mounted_for_is_no_file() -> None:
    body = r"""
        Serial.printf("%d ", fopen("/littlefs/lamp", "w") == nullptr);
        LittleFS.begin(true);
        Serial.printf("%d ", fopen("/lamp", "w") == nullptr && errno == ENOENT);
        Serial.printf("%d ", fopen("/littlefs_2/lamp", "w") == nullptr && errno == ENOENT);
        LittleFS.end();
        Serial.printf("%d\n", fopen("/littlefs/lamp", "w") == nullptr && errno == ENOENT);
    """
    assert alone(Board.ESP32, C_FILES, body) == ["1 1 1 1"]


@pytest.mark.parametrize("board", ALL)
def test_files_of_this_machine_are_not_there(board: Board, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    body = f"""
        FILE* read = fopen("{mine}", "r");
        char text[8] = "";
        if (read != nullptr) fgets(text, sizeof text, read);
        FILE* written = fopen("{tmp_path}/new.txt", "w");
        if (written != nullptr) {{ fputs("new", written); fclose(written); }}
        Serial.printf("%s.\\n", text);
    """
    assert alone(board, "stdio.h", body) == ["."]
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.PICOW])
def test_nothing_of_this_machine_is_removed_or_renamed(board: Board, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    body = f'Serial.printf("%d %d %d\\n", remove("{mine}"), rename("{mine}", "{mine}2"), unlink("{mine}"));'
    assert alone(board, "stdio.h unistd.h", body) == ["-1 -1 -1"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_an_esp8266_opens_any_name_and_keeps_nothing() -> None:
    body = r"""
        FILE* lamp = fopen("/lamp", "w+");
        Serial.printf("%d ", fprintf(lamp, "on"));
        rewind(lamp);
        Serial.printf("%d ", fgetc(lamp) == EOF);
        Serial.println(fclose(lamp));
    """
    assert alone(Board.ESP8266, "stdio.h", body) == ["2 1 0"]


@pytest.mark.parametrize(
    ("board", "call", "name"),
    [
        (Board.ESP32, 'open("/littlefs/lamp", O_RDONLY);', "open"),
        (Board.ESP32, 'std::ifstream lamp("/littlefs/lamp");', "std::ifstream"),
        (Board.ESP8266, 'mkdir("/log", 0777);', "mkdir"),
        (Board.PICOW, 'opendir("/log");', "opendir"),
    ],
)
def test_a_call_that_the_core_has_not_is_told_by_its_name_and_line(board: Board, call: str, name: str) -> None:
    sketch = sketch_of("dirent.h fcntl.h fstream sys/stat.h", call)
    with pytest.raises(SketchError, match=rf"tried\.ino:\d+: error: '{name}' is used in .*, and nothing defines it"):
        program(board, sketch)


def test_a_sketchs_own_function_of_such_a_name_is_called() -> None:
    own = 'extern "C" int mkdir(const char* path, mode_t) { Serial.println(path); return 3; }'
    with bench(Board.ESP8266, sketch_of("sys/stat.h", 'mkdir("/log", 0777);', own)) as running:
        assert running.run(1) == ["/log"]
