// What the fake Arduino core does: set it before a call, read it after.
#pragma once

#include <stdint.h>

#include <string>

struct FakeCore {
    unsigned long now_ms = 0;
    // The answer to the next request: what sendRequest gives, the length that is told, what comes, and its end.
    int code = 200;
    int told_bytes = -1;
    std::string body;
    bool is_open = false;
    std::string transfer_encoding;
    std::string retry_after;
    bool certificate_is_refused = false;
    // The request as it was sent.
    std::string url;
    std::string headers;
    // The packet of the time server, and what was asked.
    std::string packet;
    std::string question;
};

extern FakeCore fake;
