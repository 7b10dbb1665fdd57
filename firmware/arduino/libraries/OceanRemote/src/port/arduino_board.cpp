#include "arduino_board.h"

#include <EEPROM.h>
#include <string.h>
#include <sys/time.h>

#include "board_family.h"
#include "raw_flash.h"

namespace {

constexpr int64_t kUsPerSecond = 1000000;
constexpr uint64_t kPpm = 1000000;
constexpr size_t kPieceBytes = 64;

ArduinoBoard& board_in(void* context) { return *static_cast<ArduinoBoard*>(context); }

int32_t told(bool is_done) { return is_done ? OR_OK : OR_FAILED; }

void serial_write(void*, const char* text, size_t bytes) {
    Serial.write(reinterpret_cast<const uint8_t*>(text), bytes);
}

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

int32_t mac_read(void* context, uint8_t mac[6], char* reason, size_t reason_capacity) {
    if (const uint8_t* other = board_in(context).provisioning.mac()) {
        memcpy(mac, other, 6);
        return OR_OK;
    }
    const StationMac& own = board_in(context).mac;
    if (own.is_readable) {
        memcpy(mac, own.octets, 6);
        return OR_OK;
    }
    strncpy(reason, own.reason, reason_capacity - 1);
    reason[reason_capacity - 1] = '\0';
    return OR_FAILED;
}

uint32_t random_ppm(void*) { return static_cast<uint32_t>((family::random_32() * kPpm) >> 32); }

uint32_t note_boot(void* context, or_reset) { return board_in(context).boot.count(); }

void restart(void* context, or_reset reason) {
    board_in(context).boot.ask(reason);
    Serial.flush();
    family::restart();
}

void join_start(void* context, const char* ssid, size_t ssid_bytes, const char* password, size_t password_bytes,
                uint32_t timeout_ms) {
    board_in(context).wifi.start(ssid, ssid_bytes, password, password_bytes, timeout_ms);
}

int32_t join_poll(void* context, char* address, size_t capacity) {
    return board_in(context).wifi.poll(address, capacity);
}

int32_t connected(void*) { return WifiJoin::is_connected() ? 1 : 0; }

void http_start(void* context, const or_request* request) { board_in(context).http.start(*request); }

int32_t http_poll(void* context, or_answer* answer) { return board_in(context).http.poll(*answer); }

void sntp_start(void* context, uint32_t timeout_ms) { board_in(context).sntp.start(timeout_ms); }

int32_t sntp_poll(void* context, int64_t* unix_us) { return board_in(context).sntp.poll(*unix_us); }

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

void sensors(void* context, int32_t* temperature_tenths, int32_t* humidity_tenths) {
    board_in(context).measure(*temperature_tenths, *humidity_tenths);
}

void relays(void* context, uint8_t on) { board_in(context).switch_relays(on); }

uint8_t relays_read(void* context) { return board_in(context).read_relays(); }

int32_t provision_set(void* context, const char* field, const char* value, size_t bytes) {
    return told(board_in(context).provisioning.set(field, value, bytes));
}

int32_t provision_apply(void* context) { return told(board_in(context).provision()); }

int32_t mac_set(void* context, const uint8_t mac[6]) { return told(board_in(context).provisioning.set_mac(mac)); }

uint32_t flash_bytes(void*) { return raw_flash::chip_bytes(); }

int32_t flash_read(void*, uint32_t address, uint8_t* data, size_t bytes) {
    return told(raw_flash::read(address, data, bytes));
}

int32_t flash_program(void*, uint32_t address, const uint8_t* data, size_t bytes) {
    return told(raw_flash::program(address, data, bytes));
}

int32_t flash_erase(void*, uint32_t address) { return told(raw_flash::erase(address)); }

int32_t factory(void* context) {
    const bool is_forgotten = board_in(context).provisioning.forget();
    const bool is_erased = family::erase_place(family::Place::slot_a) && family::erase_place(family::Place::slot_b);
    return told(family::eeprom_erase() && is_erased && is_forgotten);
}

}  // namespace

void StationMac::read() {
    reason = "";
    is_readable = family::read_mac(octets, reason);
}

void ArduinoBoard::begin(const Servers& servers, const char* time_server, const RelayPins& relays, Sensor* sensor,
                         bool has_token) {
    http.begin(servers);
    sntp.begin(time_server);
    relays_ = relays;
    sensor_ = sensor;
    is_device_ = true;
    has_token_ = has_token;
    switch_relays(0);
    pinMode(relays_.relay1, OUTPUT);
    pinMode(relays_.relay2, OUTPUT);
    if (sensor_ != nullptr) {
        sensor_->begin();
    }
}

or_board ArduinoBoard::calls() {
    or_board board = {};
    board.context = this;
    board.console_write = serial_write;
    board.agent_write = serial_write;
    board.millis = since_boot_ms;
    board.unix_us = unix_us;
    board.set_unix_us = set_unix_us;
    board.mac_read = mac_read;
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
    board.slot_program_again = family::kCanProgramAgain ? slot_program_again : nullptr;
    board.flash_settled = flash_settled;
    board.note_boot = note_boot;
    board.flash_bytes = flash_bytes;
    board.flash_read = flash_read;
    board.flash_program = flash_program;
    board.flash_erase = flash_erase;
    if (is_device_) {
        board.sensors = sensors;
        board.relays = relays;
        board.relays_read = relays_read;
        board.provision_set = provision_set;
        board.provision_apply = provision_apply;
        board.factory = factory;
        board.mac_set = mac_set;
    }
    return board;
}

void ArduinoBoard::switch_relays(uint8_t on) {
    digitalWrite(relays_.relay1, (on & 1U) != 0 ? HIGH : LOW);
    digitalWrite(relays_.relay2, (on & 2U) != 0 ? HIGH : LOW);
}

uint8_t ArduinoBoard::read_relays() const {
    const unsigned relay1 = digitalRead(relays_.relay1) == HIGH ? 1U : 0U;
    const unsigned relay2 = digitalRead(relays_.relay2) == HIGH ? 2U : 0U;
    return static_cast<uint8_t>(relay1 | relay2);
}

void ArduinoBoard::measure(int32_t& temperature_tenths, int32_t& humidity_tenths) {
    Sensor* const sensor = sensor_ != nullptr ? sensor_ : &simulated_;
    sensor->read(climate_);
    temperature_tenths = climate_.temperature_tenths;
    humidity_tenths = climate_.humidity_tenths;
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
