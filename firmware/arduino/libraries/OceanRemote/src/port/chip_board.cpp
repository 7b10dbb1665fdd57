#include "chip_board.h"

#include <EEPROM.h>
#include <string.h>
#include <sys/time.h>

#include "board_family.h"

namespace {

constexpr int64_t kUsPerSecond = 1000000;
constexpr uint64_t kPpm = 1000000;
constexpr size_t kPieceBytes = 64;

ChipBoard& board_in(void* context) { return *static_cast<ChipBoard*>(context); }

int32_t told(bool is_done) { return is_done ? OR_OK : OR_FAILED; }

uint32_t since_boot_ms(void*) { return static_cast<uint32_t>(millis()); }

int64_t unix_us(void*) {
    struct timeval now = {};
    gettimeofday(&now, nullptr);
    return static_cast<int64_t>(now.tv_sec) * kUsPerSecond + now.tv_usec;
}

void set_unix_us(void*, int64_t unix_us) {
    // Division rounds towards zero: a time before 1970 needs the second below.
    const int64_t seconds = (unix_us >= 0 ? unix_us : unix_us - (kUsPerSecond - 1)) / kUsPerSecond;
    struct timeval now = {};
    now.tv_sec = static_cast<decltype(now.tv_sec)>(seconds);
    now.tv_usec = static_cast<decltype(now.tv_usec)>(unix_us - seconds * kUsPerSecond);
    settimeofday(&now, nullptr);
}

uint32_t random_ppm(void*) { return static_cast<uint32_t>((family::random_32() * kPpm) >> 32); }

uint32_t note_boot(void* context, or_reset) { return board_in(context).boot.count(); }

void restart(void* context, or_reset reason) {
    board_in(context).boot.ask(reason);
    Serial.flush();
    family::restart();
}

int32_t eeprom_begin(void*, uint32_t bytes) { return told(family::eeprom_begin(bytes)); }

uint32_t eeprom_length(void*) { return static_cast<uint32_t>(EEPROM.length()); }

int32_t eeprom_read(void*, uint32_t address, uint8_t* data, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        data[i] = EEPROM.read(static_cast<int>(address + i));
    }
    return OR_OK;
}

int32_t eeprom_write(void*, uint32_t address, const uint8_t* data, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        EEPROM.write(static_cast<int>(address + i), data[i]);
    }
    return OR_OK;
}

int32_t eeprom_commit(void*) { return told(EEPROM.commit()); }

family::Place place_of(or_slot slot) { return slot == OR_SLOT_A ? family::Place::slot_a : family::Place::slot_b; }

int32_t slot_read(void*, or_slot slot, uint8_t* data, size_t bytes) {
    return told(family::read_place(place_of(slot), data, bytes));
}

int32_t slot_write(void*, or_slot slot, const uint8_t* data, size_t bytes) {
    return told(family::write_place(place_of(slot), data, bytes));
}

int32_t slot_program_again(void*, or_slot slot, const uint8_t* data, size_t bytes) {
    return told(family::program_place_again(place_of(slot), data, bytes));
}

// Every call of the cores' storage libraries returns only when the work is done.
int32_t flash_settled(void*) { return OR_OK; }

}  // namespace

void StationMac::read() {
    reason = "";
    is_readable = family::read_mac(octets, reason);
}

or_board ChipBoard::calls() {
    or_board board = {};
    board.context = this;
    board.console_write = write_to_serial;
    board.millis = since_boot_ms;
    board.unix_us = unix_us;
    board.set_unix_us = set_unix_us;
    board.mac_read = read_chip_mac;
    board.random_ppm = random_ppm;
    board.restart = restart;
    board.eeprom_begin = eeprom_begin;
    board.eeprom_length = eeprom_length;
    board.eeprom_read = eeprom_read;
    board.eeprom_write = eeprom_write;
    board.eeprom_commit = eeprom_commit;
    board.slot_read = slot_read;
    board.slot_write = slot_write;
    board.slot_program_again = family::kCanProgramAgain ? slot_program_again : nullptr;
    board.flash_settled = flash_settled;
    board.note_boot = note_boot;
    return board;
}

int32_t read_chip_mac(void* context, uint8_t mac[6], char* reason, size_t reason_capacity) {
    const StationMac& own = board_in(context).mac;
    if (own.is_readable) {
        memcpy(mac, own.octets, 6);
        return OR_OK;
    }
    strncpy(reason, own.reason, reason_capacity - 1);
    reason[reason_capacity - 1] = '\0';
    return OR_FAILED;
}

void write_to_serial(void*, const char* text, size_t bytes) {
    Serial.write(reinterpret_cast<const uint8_t*>(text), bytes);
}

void receive_from_serial(or_core* core) {
    uint8_t piece[kPieceBytes];
    size_t count = 0;
    while (count < sizeof piece && Serial.available() > 0) {
        piece[count++] = static_cast<uint8_t>(Serial.read());
    }
    if (count > 0) {
        or_core_receive(core, piece, count);
    }
}
