// The main loop: bytes in, steps, rest.
#include "board.h"
#include "device_time.h"
#include "journal.h"
#include "machine.h"
#include "pretences.h"
#include "provision.h"
#include "wall_clock.h"

extern "C" [[noreturn]] void run();

namespace {

constexpr size_t core_bytes_max = 24 * 1024;
constexpr size_t piece_bytes = 64;
constexpr uint64_t while_waiting_us = 20000;
constexpr uint64_t us_per_ms = 1000;

alignas(8) MACHINE_UNINITIALISED uint8_t core_memory[core_bytes_max];

void say(const char* text) { machine::console_write(reinterpret_cast<const uint8_t*>(text), __builtin_strlen(text)); }

or_core* make_core() {
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
    int byte = machine::console_read();
    while (byte >= 0) {
        piece[count++] = static_cast<uint8_t>(byte);
        if (count == sizeof piece) {
            break;
        }
        byte = machine::console_read();
    }
    if (count > 0) {
        or_core_receive(core, piece, count);
    }
    return count > 0;
}

}  // namespace

void run() {
    machine::start();
    or_core* core = make_core();
    if (core == nullptr) {
        say("the core does not fit its memory\r\n");
        machine::die();
    }
    for (;;) {
        const uint32_t wait_ms = or_core_step(core, OR_WAKE_LOOK);
        if (receive(core)) {
            continue;
        }
        const bool is_timed = wait_ms != OR_WAITING && wait_ms != OR_HALTED;
        machine::rest(device_time::true_us(is_timed ? wait_ms * us_per_ms : while_waiting_us));
    }
}
