/// Windows into the core for tests: what its readers make of any bytes. Only the host library has them.
#ifndef OCEANREMOTE_HOST_PROBE_H
#define OCEANREMOTE_HOST_PROBE_H

#include <stddef.h>
#include <stdint.h>

#include "oceanremote/board.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What an answer's body says, for each kind of answer it may be.
typedef struct or_probe_reply {
    uint8_t is_refusal;
    uint8_t is_registration;
    uint8_t is_session;
    uint8_t is_state;
    uint8_t success;
    /// 0 not named, 1 off, 2 on.
    uint8_t relays[2];
    uint8_t has_server_time;
    uint8_t has_lifetime;
    int64_t server_time;
    uint32_t lifetime_ms;
    /// UTF-8; `longer`: more than fits, and then the text counts as unusable.
    uint8_t token_longer;
    uint8_t session_longer;
    size_t token_bytes;
    size_t session_bytes;
    size_t code_bytes;
    size_t shown_bytes;
    char token[64];
    char session[64];
    char code[16];
    /// The message as it is printed.
    char shown[320];
} or_probe_reply;

/// Reads a body that arrives in pieces of `piece_bytes`.
void or_probe_read(const uint8_t* body, size_t bytes, size_t piece_bytes, or_probe_reply* out);
/// Writes up to 400 characters of UTF-8 as they are printed, cut to `most` characters; gives the bytes written.
size_t or_probe_fit(const char* text, size_t bytes, size_t most, char* shown, size_t capacity);
uint32_t or_probe_retry_after(const char* text, size_t bytes, uint32_t most);
void or_probe_decode(const uint8_t* data, int32_t legacy, or_reading* reading);
void or_probe_encode(const or_reading* record, int32_t legacy, uint8_t* data);

#ifdef __cplusplus
}
#endif

#endif
