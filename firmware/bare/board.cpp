#include "board.h"

#include <string.h>

#include "device_time.h"
#include "flash_work.h"
#include "fuses.h"
#include "journal.h"
#include "little_endian.h"
#include "machine.h"
#include "pace.h"
#include "pretences.h"
#include "provision.h"
#include "storage.h"
#include "wall_clock.h"

namespace bare {
namespace {

int32_t told(bool is_done) { return is_done ? OR_OK : OR_FAILED; }

void write(void*, const char* text, size_t bytes) {
    machine::console_write(reinterpret_cast<const uint8_t*>(text), bytes);
}

uint32_t millis(void*) { return static_cast<uint32_t>(device_time::uptime_us() / 1000); }

int64_t unix_us(void*) { return wall_clock::unix_us(); }

void set_unix_us(void*, int64_t unix_us) { wall_clock::set(unix_us); }

int32_t mac_read(void*, uint8_t mac[6], char* reason, size_t reason_capacity) {
    return told(fuses::read_mac(mac, reason, reason_capacity));
}

int32_t mac_set(void*, const uint8_t mac[6]) { return told(journal::append(journal::Kind::mac, mac, 6)); }

// Only spreads waits; the MAC and the time keep two boards apart (a step of xorshift, G. Marsaglia 2003).
uint32_t random_ppm(void*) {
    static uint32_t state = 0;
    const auto now = static_cast<uint32_t>(pace::uptime_us());
    state ^= now ^ machine::identity.mac[5] ^ 0x9E3779B9U;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % 1000000;
}

void restart(void*, or_reset reason) { machine::reset(static_cast<machine::Reset>(reason)); }

void sntp_start(void*, uint32_t timeout_ms) { wall_clock::ask(timeout_ms); }

int32_t sntp_poll(void*, int64_t* unix_us) { return wall_clock::poll(*unix_us); }

int32_t eeprom_begin(void*, uint32_t bytes) { return told(storage::eeprom_begin(bytes)); }

uint32_t eeprom_length(void*) { return storage::eeprom_length(); }

int32_t eeprom_read(void*, uint32_t address, uint8_t* data, size_t bytes) {
    storage::eeprom_read(address, data, bytes);
    return OR_OK;
}

int32_t eeprom_write(void*, uint32_t address, const uint8_t* data, size_t bytes) {
    storage::eeprom_write(address, data, bytes);
    return OR_OK;
}

int32_t eeprom_commit(void*) { return told(storage::eeprom_commit()); }

int32_t slot_read(void*, or_slot slot, uint8_t* data, size_t bytes) {
    return told(storage::slot_read(slot, data, bytes));
}

int32_t slot_write(void*, or_slot slot, const uint8_t* data, size_t bytes) {
    return told(storage::slot_write(slot, data, bytes));
}

int32_t slot_program_again(void*, or_slot slot, const uint8_t* data, size_t bytes) {
    return told(storage::slot_program_again(slot, data, bytes));
}

int32_t flash_settled(void*) { return OR_OK; }

// Requests leave through the agent's bridge, which needs no network.
void join_start(void*, const char*, size_t, const char*, size_t, uint32_t) {}

int32_t join_poll(void*, char*, size_t) { return OR_FAILED; }

int32_t connected(void*) { return 1; }

void http_start(void*, const or_request*) {}

int32_t http_poll(void*, or_answer*) { return OR_HTTP_NOT_CONNECTED; }

// Nothing hangs on an emulated board: the core remembers how its relays would stand.
void relays(void*, uint8_t) {}

uint32_t note_boot(void*, or_reset) {
    journal::append(journal::Kind::boot, nullptr, 0);
    const uint32_t number = journal::boots();
    flash_work::begin(number);
    return number;
}

uint32_t flash_units(void*) { return flash_work::units(); }

int32_t cut_arm(void*, uint32_t boot, uint32_t unit) {
    uint8_t data[8];
    little_endian::put(data, boot);
    little_endian::put(data + 4, unit);
    if (boot == journal::boots()) {
        flash_work::arm(unit);
    }
    return told(journal::append(journal::Kind::cut, data, sizeof data));
}

uint32_t flash_bytes(void*) { return machine::flash_bytes(); }

int32_t flash_read(void*, uint32_t address, uint8_t* data, size_t bytes) {
    return told(machine::flash_read(address, data, bytes));
}

// The program of an emulated board lies in memory of its own, or below all that a bench writes.
int32_t flash_program(void*, uint32_t address, const uint8_t* data, size_t bytes) {
    return told(machine::flash_program(address, data, bytes));
}

int32_t flash_erase(void*, uint32_t address) { return told(machine::flash_erase(address)); }

int32_t provision_set(void*, const char* field, const char* value, size_t value_bytes) {
    return told(provision::set(field, value, value_bytes));
}

int32_t provision_apply(void*) { return told(provision::apply()); }

int32_t factory(void*) {
    provision::forget();
    pretences::forget();
    const bool is_erased = storage::erase();
    return told(journal::erase() && is_erased);
}

}  // namespace

or_board make_board() {
    or_board board = {};
    board.console_write = write;
    board.agent_write = write;
    board.millis = millis;
    board.unix_us = unix_us;
    board.set_unix_us = set_unix_us;
    board.mac_read = mac_read;
    board.mac_set = mac_set;
    board.random_ppm = random_ppm;
    board.restart = restart;
    board.join_start = join_start;
    board.join_poll = join_poll;
    board.connected = connected;
    board.http_start = http_start;
    board.http_poll = http_poll;
    board.sntp_start = sntp_start;
    board.sntp_poll = sntp_poll;
    board.eeprom_begin = eeprom_begin;
    board.eeprom_length = eeprom_length;
    board.eeprom_read = eeprom_read;
    board.eeprom_write = eeprom_write;
    board.eeprom_commit = eeprom_commit;
    board.slot_read = slot_read;
    board.slot_write = slot_write;
    board.slot_program_again = slot_program_again;
    board.flash_settled = flash_settled;
    board.relays = relays;
    board.note_boot = note_boot;
    board.flash_units = flash_units;
    board.cut_arm = cut_arm;
    board.provision_set = provision_set;
    board.provision_apply = provision_apply;
    board.factory = factory;
    board.flash_bytes = flash_bytes;
    board.flash_read = flash_read;
    board.flash_program = flash_program;
    board.flash_erase = flash_erase;
    return board;
}

}  // namespace bare
