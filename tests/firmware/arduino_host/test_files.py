"""Files of a sketch: what `LittleFS` of each core gives, and what of it outlasts the board's power."""

from typing import Final

import pytest
from littlefs import LittleFS, UserContext

from oceanhil.hil.worlds.sketch.file_area import FILE_AREAS
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BOARDS: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
SMALL_CORES: Final = (Board.ESP8266, Board.PICOW)
LOOP: Final = "void loop() { delay(1000); }\n"

KEEPER: Final = """
#include <LittleFS.h>
void setup() {
#ifdef ESP32
    LittleFS.begin(true);
#else
    LittleFS.begin();
#endif
    File kept = LittleFS.open("/kept", "r");
    Serial.printf("kept: %s\\n", kept ? kept.readString().c_str() : "nothing");
    kept.close();
    File next = LittleFS.open("/next", "w");
    next.print("a longer text than a cache of littlefs has, so that it is programmed piece by piece: ");
    for (int each = 0; each < 20; ++each) next.printf("%d, ", each);
    next.print("end");
    next.close();
    Serial.printf("renamed: %d\\n", LittleFS.rename("/next", "/kept"));
}
"""


@pytest.mark.parametrize("board", BOARDS)
def test_a_file_is_there_after_a_restart_and_in_the_image_that_the_library_reads(board: Board) -> None:
    with bench(board, KEEPER + LOOP) as running:
        assert running.run(3) == ["kept: nothing", "renamed: 1"]
        running.device.power_off()
        running.device.power_on()
        running.run(3)
        area = FILE_AREAS[running.family.storage]
        image = bytearray(running.flash[area.address : area.address + area.size_bytes])
    assert running.lines()[-2].endswith("18, 19, end")
    files = LittleFS(UserContext(buffer=image), block_size=area.block_bytes, block_count=area.block_count)
    assert files.listdir("/") == ["kept"]
    with files.open("/kept") as kept:
        assert kept.read().endswith("18, 19, end")


@pytest.mark.parametrize("board", BOARDS)
def test_power_cut_inside_a_save_by_rename_leaves_the_old_or_the_new(board: Board) -> None:
    found = set()
    for unit in range(1, 1400, 97):
        with bench(board, KEEPER + LOOP) as running:
            running.run(3)
            running.device.power_off()
            running.device.cut_power(2, unit)
            running.device.power_on()
            running.run(3)
            running.device.power_on()
            running.run(3)
            kept = [line for line in running.lines() if line.startswith("kept")]
            found.add(kept[-1].endswith("18, 19, end"))
    assert found == {True}


FILES_OF_ESP32: Final = """
#include <LittleFS.h>
void setup() {
    Serial.printf("blank: %d\\n", LittleFS.begin());
    Serial.printf("other partition: %d\\n", LittleFS.begin(true, "/x", 10, "mine"));
    Serial.printf("formatted: %d\\n", LittleFS.begin(true));
    Serial.printf("at %s, again %d\\n", LittleFS.mountpoint(), LittleFS.begin());
    Serial.printf("%u of %u\\n", (unsigned)LittleFS.usedBytes(), (unsigned)LittleFS.totalBytes());
    Serial.printf("no directory: %d\\n", (bool)LittleFS.open("/d/a.txt", FILE_WRITE));
    Serial.printf("no slash: %d\\n", (bool)LittleFS.open("a.txt", FILE_WRITE));
    File file = LittleFS.open("/d/a.txt", FILE_WRITE, true);
    Serial.printf("written %u\\n", (unsigned)file.print("hello"));
    Serial.printf("in its buffer: size %u, position %u\\n", (unsigned)file.size(), (unsigned)file.position());
    Serial.printf("removed while open: %d\\n", LittleFS.remove("/d/a.txt"));
    Serial.printf("read while written: %d\\n", file.read());
    file.close();
    file = LittleFS.open("/d/a.txt", FILE_APPEND);
    file.print(" you");
    file.flush();
    Serial.printf("flushed: size %u, %s, %s\\n", (unsigned)file.size(), file.name(), file.path());
    file.close();
    file = LittleFS.open("/d/a.txt", "r+");
    file.seek(1);
    file.print("E");
    file.seek(0);
    Serial.printf("mended: %s, ", file.readString().c_str());
    Serial.printf("%d\\n", file.available());
    Serial.printf("behind the end: %d\\n", file.seek(100));
    Serial.printf("from the end: %d", file.seek(-3, SeekEnd));
    Serial.printf(" %c\\n", file.read());
    file.close();
    Serial.printf("written at all: %d\\n", LittleFS.open("/d/a.txt").getLastWrite() >= 0);
    LittleFS.mkdir("/d/e");
    File d = LittleFS.open("/d");
    for (File each = d.openNextFile(); each; each = d.openNextFile())
        Serial.printf("%s %d %u\\n", each.path(), each.isDirectory(), (unsigned)each.size());
    d.rewindDirectory();
    boolean isDirectory = false;
    Serial.printf("%s ", d.getNextFileName(&isDirectory).c_str());
    Serial.printf("%d\\n", isDirectory);
    Serial.printf("not empty: %d, a directory: %d\\n", LittleFS.rmdir("/d"), LittleFS.remove("/d/e"));
    Serial.printf("empty: %d\\n", LittleFS.rmdir("/d/e"));
    Serial.printf("%d %d\\n", LittleFS.exists("/d/a.txt"), LittleFS.exists("/b.txt"));
    LittleFS.end();
    Serial.printf("ended: %d\\n", LittleFS.exists("/d/a.txt"));
}
"""


def test_files_of_an_esp32_are_those_of_its_vfs() -> None:
    assert lines_of(Board.ESP32, FILES_OF_ESP32 + LOOP) == [
        "blank: 0",
        "other partition: 0",
        "formatted: 1",
        "at /littlefs, again 1",
        "8192 of 1441792",
        "no directory: 0",
        "no slash: 0",
        "written 5",
        "in its buffer: size 0, position 5",
        "removed while open: 0",
        "read while written: -1",
        "flushed: size 9, a.txt, /d/a.txt",
        "mended: hEllo you, 0",
        "behind the end: 1",
        "from the end: 1 y",
        "written at all: 1",
        "/d/a.txt 0 9",
        "/d/e 1 0",
        "/d/a.txt 0",
        "not empty: 0, a directory: 0",
        "empty: 1",
        "1 0",
        "ended: 0",
    ]


FILES_OF_SMALL_CORES: Final = """
#include <LittleFS.h>
static time_t tell() { return 1700000000; }
void setup() {
    LittleFSConfig config;
    config.setAutoFormat(false);
    Serial.printf("set: %d, ", LittleFS.setConfig(config));
    Serial.printf("blank: %d\\n", LittleFS.begin());
    LittleFS.setConfig(LittleFSConfig());
    LittleFS.setTimeCallback(tell);
    Serial.printf("formats by itself: %d, ", LittleFS.begin());
    Serial.printf("made at %ld\\n", (long)LittleFS.getCreationTime());
    FSInfo info;
    LittleFS.info(info);
    Serial.printf("%u of %u, ", (unsigned)info.usedBytes, (unsigned)info.totalBytes);
    Serial.printf("blocks of %u, names of %u, %u files\\n", (unsigned)info.blockSize,
                  (unsigned)info.maxPathLength, (unsigned)info.maxOpenFiles);
    File file = LittleFS.open("/d/a.txt", "w");
    Serial.printf("written %u\\n", (unsigned)file.print("hello"));
    Serial.printf("size %u, position %u\\n", (unsigned)file.size(), (unsigned)file.position());
    file.close();
    file = LittleFS.open("d/a.txt", "a");
    file.print(" you");
    file.close();
    file = LittleFS.open("/d/a.txt", "r+");
    file.seek(1, SeekSet);
    file.print("E");
    file.seek(0, SeekSet);
    Serial.printf("mended: %s, ", file.readString().c_str());
    Serial.printf("%d, at %ld\\n", file.available(), (long)file.getLastWrite());
    Serial.printf("behind the end: %d\\n", file.seek(100, SeekSet));
    Serial.printf("from the end: %d", file.seek(kBack, SeekEnd));
    Serial.printf(" %c\\n", file.read());
    Serial.printf("shorter: %d ", file.truncate(2));
    Serial.printf("%u\\n", (unsigned)file.size());
    file.close();
    Serial.printf("mode: %d\\n", (bool)LittleFS.open("/d/a.txt", "rb"));
    LittleFS.mkdir("/d/b");
    File d = LittleFS.open("/d", "r");
    for (File each = d.openNextFile(); each; each = d.openNextFile())
        Serial.printf("%s %s %d %d\\n", each.fullName(), each.name(), each.isFile(), each.isDirectory());
    Dir dir = LittleFS.openDir("/d/a");
    while (dir.next())
        Serial.printf("%s %u %ld\\n", dir.fileName().c_str(), (unsigned)dir.fileSize(), (long)dir.fileTime());
    LittleFS.rename("/d/a.txt", "/c.txt");
    LittleFS.rmdir("/d/b");
    Serial.printf("%d %d\\n", LittleFS.exists("/c.txt"), LittleFS.exists("/d"));
    file = LittleFS.open("/c.txt", "w");
    Serial.printf("now\\n");
    delay(10);
    file.read();
    Serial.printf("never\\n");
}
"""


@pytest.mark.parametrize(
    ("board", "space", "back"),
    [
        (Board.ESP8266, "16384 of 2072576, blocks of 8192, names of 32, 5 files", "3"),
        (Board.PICOW, "8192 of 1048576, blocks of 4096, names of 255, 16 files", "-3"),
    ],
)
def test_files_of_the_small_cores_are_littlefs_itself(board: Board, space: str, back: str) -> None:
    sketch = FILES_OF_SMALL_CORES.replace("kBack", back)
    with bench(board, sketch + LOOP) as running:
        lines = running.run(5)
    assert lines[:15] == [
        "set: 1, blank: 0",
        "formats by itself: 1, made at 1700000000",
        space,
        "written 5",
        "size 5, position 5",
        "mended: hEllo you, 0, at 1700000000",
        "behind the end: 0",
        "from the end: 1 y",
        "shorter: 1 2",
        "mode: 0",
        "/d/a.txt a.txt 1 0",
        "/d/b b 0 1",
        "a.txt 2 1700000000",
        "1 0",
        "now",
    ]
    # Read of what is open for writing alone: an assertion of littlefs.
    assert "never" not in lines
    told = next(line for line in lines if "ssertion" in line)
    assert all(word in told for word in ("lfs.c", "3555", "lfs_file_read_", "LFS_O_RDONLY"))


FULL: Final = """
#include <LittleFS.h>
void setup() {
#ifdef ESP32
    LittleFS.begin(true);
#else
    LittleFS.begin();
#endif
    static uint8_t piece[4096];
    memset(piece, 7, sizeof piece);
    File file = LittleFS.open("/large", "w");
    unsigned pieces = 0;
    while (file.write(piece, sizeof piece) == sizeof piece) ++pieces;
    file.close();
    Serial.printf("full after %u KB\\n", pieces * 4);
    Serial.printf("%u\\n", (unsigned)LittleFS.open("/large", "r").size());
    LittleFS.remove("/large");
    file = LittleFS.open("/small", "w");
    file.print("there is room");
    file.close();
    Serial.printf("%s\\n", LittleFS.open("/small", "r").readString().c_str());
}
"""


@pytest.mark.parametrize(("board", "kilobytes"), [(Board.ESP32, 1408), (Board.ESP8266, 2024), (Board.PICOW, 1024)])
def test_a_full_file_system_refuses_and_has_room_again(board: Board, kilobytes: int) -> None:
    lines = lines_of(board, FULL + LOOP, seconds=120)
    full, size, last = lines
    assert 0.95 * kilobytes < int(full.split()[2]) < kilobytes
    assert int(size) < kilobytes * 1024
    assert last == "there is room"


FLAT = """
#include <SPIFFS.h>
#include <esp_spiffs.h>
static bool put(const char* path, const char* text) {
    File file = SPIFFS.open(path, FILE_WRITE);
    return file && file.print(text) == strlen(text);
}
static void tell(const char* where) {
    File all = SPIFFS.open(where);
    for (File each = all.openNextFile(); each; each = all.openNextFile()) {
        Serial.printf("%s,%s,%u ", each.path(), each.name(), each.size());
    }
    Serial.println(all.isDirectory());
}
static void say(std::initializer_list<unsigned> what) {
    for (unsigned each : what) Serial.printf("%u ", each);
    Serial.println();
}
void setup() {
    say({SPIFFS.begin(), SPIFFS.exists("/a"), SPIFFS.begin(true), SPIFFS.begin()});
    say({esp_spiffs_mounted(nullptr), esp_spiffs_mounted("spiffs"), esp_spiffs_mounted("other")});
    say({SPIFFS.totalBytes(), SPIFFS.usedBytes()});
    say({put("/www/js/a.js", "code"), put("/top", "text")});
    say({put("/thirty-one/letters/long/a/name", "31"), put("/thirty-one/letters/long/a/names", "32")});
    say({SPIFFS.exists("/www/js/a.js"), SPIFFS.exists("/www"), SPIFFS.exists("/none")});
    tell("/");
    tell("/www");
    tell("/none");
    Serial.printf("%s\\n", SPIFFS.open("/www/js/a.js").readString().c_str());
    // A path that is no file is taken for a directory; a name that is there is no place to rename to.
    say({SPIFFS.mkdir("/made"), SPIFFS.mkdir("/top"), SPIFFS.rmdir("/www")});
    say({SPIFFS.rename("/top", "/www/js/a.js"), SPIFFS.rename("/none", "/x"), SPIFFS.rename("/top", "/new/top")});
    say({SPIFFS.exists("/top"), SPIFFS.exists("/new/top"), SPIFFS.remove("/new")});
    say({SPIFFS.remove("/thirty-one/letters/long/a/name"), SPIFFS.remove("/www/js/a.js"), SPIFFS.usedBytes()});
    SPIFFS.end();
    say({SPIFFS.exists("/new/top"), SPIFFS.begin(), SPIFFS.exists("/new/top"), SPIFFS.format(), SPIFFS.usedBytes()});
}
"""


def test_spiffs_of_an_esp32_has_names_with_slashes_and_no_directories() -> None:
    assert lines_of(Board.ESP32, FLAT + LOOP, seconds=20) == [
        "0 0 1 1 ",
        "1 1 0 ",
        "1318001 0 ",
        "1 1 ",
        "1 0 ",
        "1 0 0 ",
        "/thirty-one/letters/long/a/name,name,2 /top,top,4 /www/js/a.js,a.js,4 1",
        "/www/js/a.js,a.js,4 1",
        "1",
        "code",
        "1 0 0 ",
        "0 0 1 ",
        "0 1 0 ",
        "1 1 502 ",
        "0 1 1 1 0 ",
    ]


FLAT_8266 = """
#include <FS.h>
#include <LittleFS.h>
static bool put(const char* path, const char* text, const char* mode = "w") {
    File file = SPIFFS.open(path, mode);
    return file && file.print(text) == strlen(text);
}
static void tell(const char* begin) {
    Dir all = SPIFFS.openDir(begin);
    while (all.next()) {
        Serial.printf("%s,%u,%d ", all.fileName().c_str(), all.fileSize(), all.isDirectory());
    }
    Serial.println(begin);
}
static void say(std::initializer_list<unsigned> what) {
    for (unsigned each : what) Serial.printf("%u ", each);
    Serial.println();
}
void setup() {
    FSInfo info;
    say({SPIFFS.exists("/a"), SPIFFS.info(info), SPIFFS.gc(), SPIFFS.setConfig(LittleFSConfig())});
    say({SPIFFS.setConfig(SPIFFSConfig(false)), SPIFFS.begin(), SPIFFS.setConfig(SPIFFSConfig()), SPIFFS.begin()});
    say({SPIFFS.format(), SPIFFS.begin(), SPIFFS.begin(), SPIFFS.info(info), SPIFFS.gc(), SPIFFS.check()});
    say({info.totalBytes, info.usedBytes, info.blockSize, info.pageSize, info.maxOpenFiles, info.maxPathLength});
    say({put("/www/js/a.js", "code"), put("/top", "text"), put("/top", "s", "a"), put("/top", "no", "r")});
    say({put("/thirty-one/letters/long/a/name", "31"), put("/thirty-one/letters/long/a/names", "32")});
    say({SPIFFS.exists("/www/js/a.js"), SPIFFS.exists("/www"), SPIFFS.exists("/none")});
    tell("");
    tell("/w");
    tell("/www/js/");
    File file = SPIFFS.open("/www/js/a.js", "r");
    Serial.printf("%s %s %d %d ", file.name(), file.fullName(), file.isFile(), file.isDirectory());
    say({file.seek(5), file.position(), file.seek(2, SeekEnd), file.position(), file.write('x')});
    const String rest = file.readString();
    Serial.printf("%s %d\\n", rest.c_str(), file.read());
    file.close();
    File written = SPIFFS.open("/new", "w+");
    written.print("abc");
    say({written.size(), written.seek(0), (unsigned)written.read(), (bool)SPIFFS.open("/new", "r")});
    File others[5];
    for (File& each : others) each = SPIFFS.open("/top", "r");
    say({(bool)others[3], (bool)others[4]});
    for (File& each : others) each = File();
    written.close();
    say({(bool)SPIFFS.open("/www", "r"), SPIFFS.mkdir("/made"), SPIFFS.rmdir("/www")});
    say({SPIFFS.rename("/top", "/www/js/a.js"), SPIFFS.rename("/none", "/x"), SPIFFS.rename("/top", "/up/top")});
    say({SPIFFS.exists("/top"), SPIFFS.exists("/up/top"), SPIFFS.remove("/up"), SPIFFS.remove("/up/top")});
    say({SPIFFS.info(info), info.usedBytes, SPIFFS.remove("/www/js/a.js"), SPIFFS.remove("/new")});
    const char* const kept = "/thirty-one/letters/long/a/name";
    say({(unsigned)SPIFFS.getCreationTime(), (unsigned)SPIFFS.open(kept, "r").getLastWrite()});
    SPIFFS.end();
    say({SPIFFS.exists(kept), SPIFFS.begin(), SPIFFS.exists(kept), SPIFFS.format(), SPIFFS.info(info), info.usedBytes});
}
"""


def test_spiffs_of_an_esp8266_has_names_with_slashes_and_no_directories() -> None:
    assert lines_of(Board.ESP8266, FLAT_8266 + LOOP, seconds=30) == [
        "0 0 0 0 ",
        "1 0 1 1 ",
        "1 1 1 1 1 1 ",
        "1953282 0 8192 256 5 32 ",
        "1 1 1 0 ",
        "1 0 ",
        "1 0 0 ",
        "/thirty-one/letters/long/a/name,2,0 /top,5,0 /www/js/a.js,4,0 ",
        "/www/js/a.js,4,0 /w",
        "/www/js/a.js,4,0 /www/js/",
        "/www/js/a.js /www/js/a.js 1 0 0 4 1 2 0 ",
        "de -1",
        "3 1 97 1 ",
        "1 0 ",
        "0 0 0 ",
        "0 0 1 ",
        "0 1 0 1 ",
        "1 1506 1 1 ",
        "0 0 ",
        "0 1 1 1 1 0 ",
    ]
