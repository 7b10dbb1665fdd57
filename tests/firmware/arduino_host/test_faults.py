"""What a processor refuses a sketch: to read, to write, to go on where nothing is; each is the family's own crash."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# Another fault in each boot, which a byte of the EEPROM counts.
SKETCH = r"""
#include <EEPROM.h>
volatile int* volatile nothing = nullptr;
void (*volatile nowhere)() = nullptr;
void fetch() { nowhere(); Serial.println("never"); }
void setup() {
#if defined(ARDUINO_ARCH_RP2040)
    rp2040.wdt_begin(1000);
#endif
    EEPROM.begin(16);
    const uint8_t boot = EEPROM.read(0);
    EEPROM.write(0, boot == 255 ? 1 : boot + 1);
    EEPROM.commit();
    if (boot == 255) Serial.println(*nothing);
    if (boot == 1) *nothing = 3;
    if (boot == 2) fetch();
}
void loop() {
#if defined(ARDUINO_ARCH_RP2040)
    rp2040.wdt_reset();
#endif
    delay(500);
}
"""
SILENT = "hard fault, of which the board prints nothing"


@pytest.mark.parametrize(
    ("board", "found"),
    [
        (Board.ESP32, ("load-prohibited", "store-prohibited", "instruction-fetch")),
        (Board.ESP8266, ("load-prohibited", "store-prohibited", "instruction-fetch")),
        (Board.PICOW, ("hard-fault", "hard-fault", "hard-fault")),
    ],
)
def test_a_null_pointer_is_another_crash_for_a_read_a_write_and_a_call(board: Board, found: tuple[str, ...]) -> None:
    with bench(board, SKETCH) as running:
        running.run(10)
        crashes = [event.fields for event in running.world.trace if event.kind is EventKind.PANIC]
    assert [each["kind"] for each in crashes] == [*found]
    first_lines = [str(each["frames"]).partition("\n")[0] for each in crashes]
    assert [line.partition(" at ")[0] for line in first_lines] == ["setup", "setup", "fetch"]
    if board is Board.PICOW:
        assert {each["found"] for each in crashes} == {SILENT}


@pytest.mark.parametrize(
    ("board", "kind"),
    [(Board.ESP32, "stack-smashed"), (Board.ESP8266, "stack-smashed"), (Board.PICOW, "hard-fault")],
)
def test_who_writes_past_the_end_of_an_array_on_the_stack_crashes_where_the_function_ends(
    board: Board, kind: str
) -> None:
    sketch = r"""
    void keep(const char* line) {
        char kept[16];
        strcpy(kept, line);
        Serial.println(kept);
    }
    void setup() { keep("a header that is longer than anybody thought"); }
    void loop() { delay(500); }
    """
    with bench(board, sketch) as running:
        lines = running.run(0.5)
        crash = next(event.fields for event in running.world.trace if event.kind is EventKind.PANIC)
    assert lines[0] == "a header that is longer than anybody thought"
    assert crash["kind"] == kind
    assert str(crash["frames"]).startswith("keep at ")


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_who_writes_over_all_of_its_stack_is_told_by_what_it_had_called(board: Board) -> None:
    sketch = r"""
    struct Answer { int status; char text[64]; };
    __attribute__((noinline)) void fill(Answer& answer, int bytes) {
        for (int each = 0; each < bytes; ++each) answer.text[each] = 'x';
    }
    void setup() {}
    void loop() {
        delay(2000);
        Answer answer;
        fill(answer, 1000000);
        Serial.println(answer.status + answer.text[9]);
    }
    """
    with bench(board, sketch) as running:
        running.run(3)
        crash, *_ = [event.fields for event in running.world.trace if event.kind is EventKind.PANIC]
    assert crash["kind"] == "store-prohibited"
    assert [each.partition(" at ")[0] for each in str(crash["frames"]).split("\n")[:2]] == ["fill", "loop"]


def test_memory_that_runs_out_within_the_api_is_told_by_the_call_of_the_sketch() -> None:
    sketch = r"""
    #include <ESP8266HTTPClient.h>
    HTTPClient http;
    void keep_headers() {
        const char* names[40] = {};
        for (const char*& each : names) each = "Retry-After-And-So-On";
        http.collectHeaders(names, 40);
    }
    void setup() {
        for (size_t bytes : {1024, 64, 8}) while (malloc(bytes) != nullptr) {}
        keep_headers();
    }
    void loop() {}
    """
    with bench(Board.ESP8266, sketch) as running:
        running.run(1)
        crash, *_ = [event.fields for event in running.world.trace if event.kind is EventKind.PANIC]
    assert crash["kind"] == "out-of-memory"
    assert str(crash["frames"]).startswith("keep_headers at tried.ino")
