// The main loop: bytes in, steps, rest.
#include "board.h"
#include "device_time.h"
#include "journal.h"
#include "machine.h"
#include "pace.h"
#include "pretences.h"
#include "provision.h"
#include "wall_clock.h"

extern "C" [[noreturn]] void run();

namespace {

constexpr size_t core_bytes_max = 24 * 1024;
constexpr size_t piece_bytes = 64;
// What is waited for comes as bytes, which end a rest: only time-outs are looked after so often.
constexpr uint64_t while_waiting_us = 200000;
constexpr uint64_t us_per_ms = 1000;

alignas(8) MACHINE_UNINITIALISED uint8_t core_memory[core_bytes_max];

void say(const char* text) { machine::console_write(reinterpret_cast<const uint8_t*>(text), __builtin_strlen(text)); }

or_core* make_core() {
    pace::begin();
    pretences::load();
    wall_clock::begin();
    static or_board board = bare::make_board();
    static or_settings settings;
    or_settings_default(&settings);
    settings.family = machine::identity.family;
    settings.bridge = 1;
    settings.reset = static_cast<int32_t>(machine::reset_cause());
    settings.held = machine::hold_strap() ? 1 : 0;
    settings.boots = journal::boots();
    settings.firmware_name = {"oceanremote-core", 16};
    settings.firmware_version = {"1.0.0", 5};
    settings.driver = {machine::identity.driver, __builtin_strlen(machine::identity.driver)};
    provision::load(settings);
    return or_core_size() <= sizeof core_memory ? or_core_init(core_memory, &board, &settings) : nullptr;
}

/// Passes on what has come in; false when there was nothing.
bool receive(or_core* core) {
    uint8_t piece[piece_bytes];
    size_t count = 0;
    int byte = pace::read();
    while (byte >= 0) {
        piece[count++] = static_cast<uint8_t>(byte);
        if (count == sizeof piece) {
            break;
        }
        byte = pace::read();
    }
    if (count > 0) {
        or_core_receive(core, piece, count);
    }
    return count > 0;
}

/// After how long the core wants its next step, by the machine's time.
uint64_t wanted_us(uint32_t wait_ms, bool is_held) {
    if (is_held || wait_ms == OR_HALTED) {
        return pace::for_ever;
    }
    return device_time::true_us(wait_ms == OR_WAITING ? while_waiting_us : wait_ms * us_per_ms);
}

}  // namespace

void run() {
    machine::start();
    or_core* core = make_core();
    if (core == nullptr) {
        say("the core does not fit its memory\r\n");
        pace::die();
    }
    for (;;) {
        const uint32_t wait_ms = or_core_step(core, OR_WAKE_LOOK);
        if (receive(core)) {
            continue;
        }
        pace::rest(wanted_us(wait_ms, or_core_is_held(core) != 0));
    }
}
