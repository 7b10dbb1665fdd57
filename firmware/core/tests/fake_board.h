// A board without anything behind it: slots and EEPROM in RAM, scripted answers, everything noted down.
#pragma once

#include <string.h>

#include <string>
#include <utility>
#include <vector>

#include "oceanremote/core.h"

struct FakeBoard {
    std::string log;
    std::vector<std::string> paths;
    /// The body of the last request.
    std::string body;
    std::string address = "192.168.1.100";
    /// Bodies of the answers with status 200, in order; after the last one, "{}".
    std::vector<std::string> answers;
    size_t answered = 0;
    /// These requests, counted from 0, find no server.
    std::vector<size_t> unanswered;
    /// These are refused with 401 and say not why.
    std::vector<size_t> refused;
    uint32_t now_ms = 0;
    std::vector<uint8_t> slots[2] = {std::vector<uint8_t>(104, 0xFF), std::vector<uint8_t>(104, 0xFF)};
    std::vector<uint8_t> eeprom;
    /// What comes of the next polls of an exchange, before those answers: each a piece of a body and what is returned.
    std::vector<std::pair<std::string, int32_t>> pieces;
    size_t polled = 0;
    /// How many bytes more than it gave the port says to have given.
    size_t overstated = 0;
    int slot_writes = 0;
    /// So many reads of slots, writes of slots, openings and commits of the EEPROM more are refused.
    int unread = 0;
    int unwritten = 0;
    int unopened = 0;
    int uncommitted = 0;
    int again = 0;
    /// The slot write with this number, from 1, loses power.
    int power_lost_at = 0;
    /// The programming again with this number, from 1, loses power.
    int power_lost_at_again = 0;
    int calls_after_power_lost = 0;
    bool power_lost = false;

    static FakeBoard& of(void* context) {
        FakeBoard& board = *static_cast<FakeBoard*>(context);
        board.calls_after_power_lost += board.power_lost ? 1 : 0;
        return board;
    }

    static void put(void* context, const char* text, size_t bytes) { of(context).log.append(text, bytes); }
    static uint32_t millis(void* context) { return of(context).now_ms; }
    static int64_t unix_us(void* context) { return 1000 * static_cast<int64_t>(of(context).now_ms); }
    static void set_unix_us(void*, int64_t) {}
    static int32_t mac_read(void* context, uint8_t mac[6], char*, size_t) {
        of(context);
        const uint8_t octets[] = {0x24, 0x6F, 0x28, 0xAA, 0xBB, 0xCC};
        memcpy(mac, octets, sizeof octets);
        return OR_OK;
    }
    static uint32_t random_ppm(void*) { return 0; }
    static void restart(void*, or_reset) {}
    static void join_start(void*, const char*, size_t, const char*, size_t, uint32_t) {}
    static int32_t join_poll(void* context, char* address, size_t capacity) {
        strncpy(address, of(context).address.c_str(), capacity);
        return OR_OK;
    }
    static int32_t connected(void* context) { return of(context).paths.empty() ? 0 : 1; }
    static void http_start(void* context, const or_request* request) {
        of(context).paths.push_back(std::string(request->method) + " " + request->path);
        of(context).body.assign(reinterpret_cast<const char*>(request->body), request->body_bytes);
    }
    static int32_t http_poll(void* context, or_answer* answer) {
        FakeBoard& board = of(context);
        if (board.polled < board.pieces.size()) {
            const auto& piece = board.pieces[board.polled++];
            answer->status = 200;
            answer->received = piece.first.size() + board.overstated;
            memcpy(answer->buffer, piece.first.data(), piece.first.size());
            return piece.second;
        }
        for (const size_t each : board.unanswered) {
            if (each + 1 == board.paths.size()) {
                return OR_HTTP_NOT_CONNECTED;
            }
        }
        for (const size_t each : board.refused) {
            if (each + 1 == board.paths.size()) {
                answer->status = 401;
                return OR_HTTP_DONE;
            }
        }
        const std::string body = board.answered < board.answers.size() ? board.answers[board.answered] : "{}";
        ++board.answered;
        answer->status = 200;
        answer->received = body.size();
        memcpy(answer->buffer, body.data(), body.size());
        return OR_HTTP_DONE;
    }
    static bool refuses(int& times) { return times > 0 && times-- > 0; }
    static int32_t eeprom_begin(void* context, uint32_t bytes) {
        if (refuses(of(context).unopened)) {
            return OR_FAILED;
        }
        of(context).eeprom.resize(bytes, 0xFF);
        return OR_OK;
    }
    static uint32_t eeprom_length(void* context) { return static_cast<uint32_t>(of(context).eeprom.size()); }
    static int32_t eeprom_read(void* context, uint32_t address, uint8_t* data, size_t bytes) {
        memcpy(data, of(context).eeprom.data() + address, bytes);
        return OR_OK;
    }
    static int32_t eeprom_write(void* context, uint32_t address, const uint8_t* data, size_t bytes) {
        memcpy(of(context).eeprom.data() + address, data, bytes);
        return OR_OK;
    }
    static int32_t eeprom_commit(void* context) { return refuses(of(context).uncommitted) ? OR_FAILED : OR_OK; }
    static int32_t done(void* context) {
        of(context);
        return OR_OK;
    }
    static int32_t slot_read(void* context, or_slot slot, uint8_t* data, size_t bytes) {
        if (refuses(of(context).unread)) {
            return OR_FAILED;
        }
        memcpy(data, of(context).slots[slot].data(), bytes);
        return OR_OK;
    }
    static int32_t slot_write(void* context, or_slot slot, const uint8_t* data, size_t bytes) {
        FakeBoard& board = of(context);
        if (refuses(board.unwritten)) {
            return OR_FAILED;
        }
        if (++board.slot_writes == board.power_lost_at) {
            board.power_lost = true;
            return OR_POWER_LOST;
        }
        board.slots[slot].assign(data, data + bytes);
        return OR_OK;
    }
    static int32_t slot_again(void* context, or_slot slot, const uint8_t* data, size_t bytes) {
        FakeBoard& board = of(context);
        if (++board.again == board.power_lost_at_again) {
            board.power_lost = true;
            return OR_POWER_LOST;
        }
        return memcmp(board.slots[slot].data(), data, bytes) == 0 ? OR_OK : OR_FAILED;
    }

    or_board calls() {
        or_board board = {};
        board.context = this;
        board.console_write = put;
        board.millis = millis;
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
        board.eeprom_begin = eeprom_begin;
        board.eeprom_length = eeprom_length;
        board.eeprom_read = eeprom_read;
        board.eeprom_write = eeprom_write;
        board.eeprom_commit = eeprom_commit;
        board.slot_read = slot_read;
        board.slot_write = slot_write;
        board.slot_program_again = slot_again;
        board.flash_settled = done;
        return board;
    }
};

inline or_settings fake_settings() {
    or_settings settings;
    or_settings_default(&settings);
    settings.sntp = 0;
    settings.registration_token = {"oc_reg_x", 8};
    return settings;
}
