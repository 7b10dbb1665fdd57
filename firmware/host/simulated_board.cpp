#include "simulated_board.h"

#include <string.h>

#include "edge_watch.h"
#include "in_place.h"
#include "message.h"
#include "step_watch.h"

using oceanremote::InPlace;
using oceanremote::Message;

struct or_simulated_board {
    or_now now;
    or_left left;
    or_board served;
    or_core* core;
    /// Something was started and has not ended.
    bool pending;
    bool settled;
    const char* address;
    bool told;
    int64_t told_unix_us;
    /// Why there is no answer, or OR_OK.
    int32_t failure;
    /// What a body ends with in place of its end, OR_OK: it is whole.
    int32_t ending;
    /// What is under way, and what it held when it began.
    or_request request;
    uint64_t request_digest;
    bool exchanged;
    int32_t status;
    const uint8_t* body;
    size_t body_bytes;
    size_t given_bytes;
    const char* retry_after;
    size_t retry_after_bytes;
};

namespace {

// What board.h says of the room that a core gives.
constexpr size_t kAddressRoom = 46;
constexpr size_t kBodyRoom = 256;

or_simulated_board& of(void* context) { return *static_cast<or_simulated_board*>(context); }

/// Passes on what was printed, so that the simulator sees everything in its order.
const or_board& served(void* context) {
    or_simulated_board& board = of(context);
    if (board.left.text_bytes != 0) {
        const size_t bytes = board.left.text_bytes;
        board.left.text_bytes = 0;
        board.served.console_write(board.served.context, board.left.text, bytes);
    }
    return board.served;
}

/// Notes a start; gives whether there is to be a message of it.
bool begins(or_simulated_board& board, or_started what) {
    if (board.pending) {
        board.left.started = OR_STARTED_TWICE;
        return false;
    }
    board.pending = true;
    board.left.started = static_cast<uint32_t>(what);
    return true;
}

void close(or_simulated_board& board, const Message& message) {
    board.left.message_bytes = static_cast<uint32_t>(message.size());
    if (message.overflowed()) {
        board.left.started = OR_STARTED_TOO_LONG;
    }
}

uint64_t digest(uint64_t before, const void* data, size_t bytes) {
    constexpr uint64_t kFnvPrime = 0x100000001B3u;
    const uint8_t* const from = static_cast<const uint8_t*>(data);
    uint64_t result = before;
    for (size_t at = 0; at < bytes; ++at) {
        result = (result ^ from[at]) * kFnvPrime;
    }
    return result;
}

uint64_t digest(const or_request& request) {
    constexpr uint64_t kFnvStart = 0xCBF29CE484222325u;
    uint64_t result = digest(kFnvStart, request.body, request.body_bytes);
    for (size_t at = 0; at < request.header_count; ++at) {
        const or_header& header = request.headers[at];
        result = digest(digest(result, header.name, header.name_bytes), header.value, header.value_bytes);
    }
    return result;
}

// Console and time

void console_write(void* context, const char* text, size_t bytes) {
    or_left& left = of(context).left;
    if (bytes > sizeof left.text - left.text_bytes) {
        const or_board& simulator = served(context);
        if (bytes > sizeof left.text) {
            return simulator.console_write(simulator.context, text, bytes);
        }
    }
    memcpy(left.text + left.text_bytes, text, bytes);
    left.text_bytes += static_cast<uint32_t>(bytes);
}

uint32_t millis(void* context) { return of(context).now.millis; }

int64_t unix_us(void* context) { return of(context).now.unix_us; }

void set_unix_us(void* context, int64_t unix_us) {
    const or_board& simulator = served(context);
    simulator.set_unix_us(simulator.context, unix_us);
    // Not always what was set: a clock may be too narrow for it.
    of(context).now.unix_us = simulator.unix_us(simulator.context);
}

// Network

void join_start(void* context, const char* ssid, size_t ssid_bytes, const char* password, size_t password_bytes,
                uint32_t timeout_ms) {
    or_simulated_board& board = of(context);
    if (begins(board, OR_STARTED_JOIN)) {
        Message message(board.left.message, sizeof board.left.message);
        message.array(3);
        message.utf8(ssid, ssid_bytes);
        message.utf8(password, password_bytes);
        message.number(timeout_ms);
        close(board, message);
    }
}

int32_t join_poll(void* context, char* address, size_t capacity) {
    or_simulated_board& board = of(context);
    if (board.pending) {
        return OR_PENDING;
    }
    if (capacity < kAddressRoom) {
        board.left.started = OR_STARTED_NO_ROOM;
        return OR_PENDING;
    }
    if (board.address == nullptr) {
        return OR_FAILED;
    }
    const size_t length = strlen(board.address);
    const size_t kept = length < capacity ? length : capacity - 1;
    memcpy(address, board.address, kept);
    address[kept] = 0;
    return OR_OK;
}

int32_t connected(void* context) { return of(context).now.connected; }

void http_start(void* context, const or_request* request) {
    or_simulated_board& board = of(context);
    if (!begins(board, OR_STARTED_HTTP)) {
        return;
    }
    Message message(board.left.message, sizeof board.left.message);
    message.array(5);
    message.utf8(request->method, strlen(request->method));
    message.utf8(request->path, strlen(request->path));
    message.map(request->header_count);
    for (size_t at = 0; at < request->header_count; ++at) {
        const or_header& header = request->headers[at];
        message.latin1(header.name, header.name_bytes);
        message.latin1(header.value, header.value_bytes);
    }
    message.bytes(request->body, request->body_bytes);
    message.number(request->timeout_ms);
    close(board, message);
    board.request = *request;
    board.request_digest = digest(*request);
}

int32_t http_poll(void* context, or_answer* answer) {
    oceanremote::step_yields();
    or_simulated_board& board = of(context);
    if (board.pending) {
        return OR_PENDING;
    }
    if (!board.exchanged) {
        board.left.started = OR_STARTED_NEVER;
        return OR_PENDING;
    }
    if (answer->capacity < kBodyRoom) {
        board.left.started = OR_STARTED_NO_ROOM;
        return OR_PENDING;
    }
    // A port may send a request piece by piece, or again.
    if (board.given_bytes == 0 && digest(board.request) != board.request_digest) {
        board.left.started = OR_STARTED_CHANGED;
        return OR_PENDING;
    }
    if (board.failure != OR_OK) {
        return board.failure;
    }
    const size_t left = board.body_bytes - board.given_bytes;
    answer->received = left < answer->capacity ? left : answer->capacity;
    if (answer->received != 0) {
        memcpy(answer->buffer, board.body + board.given_bytes, answer->received);
    }
    board.given_bytes += answer->received;
    answer->status = board.status;
    answer->retry_after = board.retry_after;
    answer->retry_after_bytes = board.retry_after_bytes;
    if (board.ending != OR_OK) {
        return answer->received != 0 ? int32_t{OR_HTTP_BODY} : board.ending;
    }
    return board.given_bytes < board.body_bytes ? OR_HTTP_BODY : OR_HTTP_DONE;
}

void sntp_start(void* context, uint32_t timeout_ms) {
    or_simulated_board& board = of(context);
    if (begins(board, OR_STARTED_SNTP)) {
        Message message(board.left.message, sizeof board.left.message);
        message.array(1);
        message.number(timeout_ms);
        close(board, message);
    }
}

int32_t sntp_poll(void* context, int64_t* unix_us) {
    const or_simulated_board& board = of(context);
    if (board.pending) {
        return OR_PENDING;
    }
    if (!board.told) {
        return OR_FAILED;
    }
    *unix_us = board.told_unix_us;
    return OR_OK;
}

int32_t flash_settled(void* context) {
    or_simulated_board& board = of(context);
    if (board.settled) {
        board.settled = false;
        return OR_OK;
    }
    begins(board, OR_STARTED_SETTLING);
    return OR_PENDING;
}

// What the simulator serves itself

int32_t mac_read(void* context, uint8_t mac[6], char* reason, size_t reason_capacity) {
    const or_board& simulator = served(context);
    return simulator.mac_read(simulator.context, mac, reason, reason_capacity);
}

uint32_t random_ppm(void* context) {
    const or_board& simulator = served(context);
    return simulator.random_ppm(simulator.context);
}

void restart(void* context, or_reset reason) {
    const or_board& simulator = served(context);
    simulator.restart(simulator.context, reason);
}

int32_t eeprom_begin(void* context, uint32_t bytes) {
    const or_board& simulator = served(context);
    return simulator.eeprom_begin(simulator.context, bytes);
}

uint32_t eeprom_length(void* context) {
    const or_board& simulator = served(context);
    return simulator.eeprom_length(simulator.context);
}

int32_t eeprom_read(void* context, uint32_t address, uint8_t* data, size_t bytes) {
    const or_board& simulator = served(context);
    return simulator.eeprom_read(simulator.context, address, data, bytes);
}

int32_t eeprom_write(void* context, uint32_t address, const uint8_t* data, size_t bytes) {
    const or_board& simulator = served(context);
    return simulator.eeprom_write(simulator.context, address, data, bytes);
}

int32_t eeprom_commit(void* context) {
    const or_board& simulator = served(context);
    return simulator.eeprom_commit(simulator.context);
}

int32_t slot_read(void* context, or_slot slot, uint8_t* data, size_t bytes) {
    const or_board& simulator = served(context);
    return simulator.slot_read(simulator.context, slot, data, bytes);
}

int32_t slot_write(void* context, or_slot slot, const uint8_t* data, size_t bytes) {
    const or_board& simulator = served(context);
    return simulator.slot_write(simulator.context, slot, data, bytes);
}

int32_t slot_program_again(void* context, or_slot slot, const uint8_t* data, size_t bytes) {
    const or_board& simulator = served(context);
    return simulator.slot_program_again(simulator.context, slot, data, bytes);
}

void note_load(void* context, const or_reading* reading) {
    const or_board& simulator = served(context);
    simulator.note_load(simulator.context, reading);
}

void note_save(void* context, const or_reading* reading) {
    const or_board& simulator = served(context);
    simulator.note_save(simulator.context, reading);
}

void relays(void* context, uint8_t on) {
    const or_board& simulator = served(context);
    simulator.relays(simulator.context, on);
}

void sensors(void* context, int32_t* temperature_tenths, int32_t* humidity_tenths) {
    const or_board& simulator = served(context);
    simulator.sensors(simulator.context, temperature_tenths, humidity_tenths);
}

or_board calls_of(or_simulated_board& board) {
    or_board calls = {};
    calls.context = &board;
    calls.console_write = console_write;
    calls.millis = millis;
    calls.unix_us = unix_us;
    calls.set_unix_us = set_unix_us;
    calls.mac_read = mac_read;
    calls.random_ppm = random_ppm;
    calls.restart = restart;
    calls.join_start = join_start;
    calls.join_poll = join_poll;
    calls.connected = connected;
    calls.http_start = http_start;
    calls.http_poll = http_poll;
    calls.sntp_start = sntp_start;
    calls.sntp_poll = sntp_poll;
    calls.eeprom_begin = eeprom_begin;
    calls.eeprom_length = eeprom_length;
    calls.eeprom_read = eeprom_read;
    calls.eeprom_write = eeprom_write;
    calls.eeprom_commit = eeprom_commit;
    calls.slot_read = slot_read;
    calls.slot_write = slot_write;
    calls.slot_program_again = slot_program_again;
    calls.flash_settled = flash_settled;
    calls.note_load = note_load;
    calls.note_save = note_save;
    calls.sensors = sensors;
    calls.relays = relays;
    return calls;
}

}  // namespace

extern "C" {

size_t or_simulated_size(void) { return sizeof(or_simulated_board) + or_core_size(); }

or_simulated_board* or_simulated_init(void* memory, void* context, const or_board* served,
                                      const or_settings* settings) {
    or_simulated_board* const board = new (InPlace{memory}) or_simulated_board();
    board->served = *served;
    board->served.context = context;
    const or_board calls = calls_of(*board);
    board->core = or_core_init(board + 1, &calls, settings);
    return board->core != nullptr ? board : nullptr;
}

or_board or_simulated_calls(or_simulated_board* board) { return calls_of(*board); }

void or_simulated_step(or_simulated_board* board) {
    board->left.started = OR_STARTED_NOTHING;
    board->left.text_bytes = 0;
    board->left.message_bytes = 0;
    or_edges_begin_step();
    oceanremote::watch_step();
    board->left.wait_ms = or_core_step(board->core, static_cast<or_wake>(board->now.wake));
    const oceanremote::Watched watched = oceanremote::step_watched();
    board->left.stack_bytes = watched.stack_bytes;
    board->left.calls = watched.calls;
}

void or_simulated_joined(or_simulated_board* board, const char* address) {
    board->pending = false;
    board->address = address;
}

void or_simulated_answered(or_simulated_board* board, int32_t status, const uint8_t* body, size_t body_bytes,
                           const char* retry_after, size_t retry_after_bytes) {
    board->pending = false;
    board->exchanged = true;
    board->failure = OR_OK;
    board->ending = OR_OK;
    board->status = status;
    board->body = body;
    board->body_bytes = body_bytes;
    board->given_bytes = 0;
    board->retry_after = retry_after;
    board->retry_after_bytes = retry_after_bytes;
}

void or_simulated_unanswered(or_simulated_board* board, int32_t failure) {
    board->pending = false;
    board->exchanged = true;
    board->failure = failure;
}

void or_simulated_broke_off(or_simulated_board* board, int32_t failure) { board->ending = failure; }

void or_simulated_told(or_simulated_board* board, int32_t answered, int64_t unix_us) {
    board->pending = false;
    board->told = answered != 0;
    board->told_unix_us = unix_us;
}

void or_simulated_settled(or_simulated_board* board) {
    board->pending = false;
    board->settled = true;
}

}  // extern "C"
