// What the fake Arduino core does: set it before a call, read it after.
#pragma once

#include <stdint.h>

#include <map>
#include <string>

#include "oceanremote/board.h"

struct FakeCore {
    unsigned long now_ms = 0;
    // The answer to the next request: what sendRequest gives, the length that is told, what comes, and its end.
    int code = 200;
    int told_bytes = -1;
    std::string body;
    bool is_open = false;
    std::string transfer_encoding;
    std::string retry_after;
    // What the request comes to when it is sent again with room for longer records; 0: there is none.
    int code_with_longer_records = 0;
    // Whether a session may be resumed.
    bool is_again = false;
    bool is_watched = false;
    int fed = 0;
    int32_t handshake_failure = OR_HTTP_REFUSED;
    // The request as it was sent.
    std::string url;
    std::string headers;
    // The serial line: what comes in, and what was written.
    std::string serial_in;
    std::string serial_out;
    // What flash keeps, by place; an erased one is not there. Nothing can be written to a worn one.
    std::map<int, std::string> places;
    bool is_worn = false;
    // What was programmed once more over itself.
    std::map<int, std::string> programmed_again;
    // The chip, whose first bytes hold the program.
    std::string chip;
    uint32_t program_bytes = 0;
    // Power goes when so many bytes of a place have been programmed; negative: it stays.
    int cut_after = -1;
    // So many places more are erased; negative: all that are asked for.
    int erasures_left = -1;
    std::string eeprom;
    // What a reset leaves alone, why the chip says that it has started, and how often it was told to start again.
    uint32_t mark[4] = {};
    int32_t reset = 0;
    int restarts = 0;
    // How often the chip was asked for its MAC, and why it gives none.
    int mac_reads = 0;
    std::string mac_fault;
    // What was written to each pin, and the one that is low whatever is written.
    std::map<int, int> pins;
    int shorted_pin = -1;
    bool wifi_is_there = false;
    std::string ssid;
    int64_t unix_us = 0;
    // The packet of the time server, and what was asked.
    std::string packet;
    std::string question;
};

extern FakeCore fake;
