/// A board for a core inside a simulator that is written in another language, where every call across costs more than
/// what it does.
///
/// What the core asks for in every step lies ready before it, what it prints and starts is written down and read after
/// it. Only storage, the MAC, chance, setting the clock, relays, sensors and notes go to the simulator while a step
/// runs, each after the text that was printed before it. Only the host library has this.
#ifndef OCEANREMOTE_HOST_SIMULATED_BOARD_H
#define OCEANREMOTE_HOST_SIMULATED_BOARD_H

#include "oceanremote/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What the core has started and waits for, or what it did that its contract rules out.
typedef enum or_started {
    OR_STARTED_NOTHING = 0,
    /// Message: SSID, password, time-out in ms.
    OR_STARTED_JOIN = 1,
    /// Message: method, path, headers by name, body, time-out in ms.
    OR_STARTED_HTTP = 2,
    /// Message: time-out in ms.
    OR_STARTED_SNTP = 3,
    /// No message: the core waits as long as its flash work took.
    OR_STARTED_SETTLING = 4,
    /// A second one while one was under way.
    OR_STARTED_TWICE = 5,
    /// The message does not fit.
    OR_STARTED_TOO_LONG = 6,
    /// An exchange was polled that was never started.
    OR_STARTED_NEVER = 7,
    /// A request was no longer what it was when its exchange ended.
    OR_STARTED_CHANGED = 8,
    /// What an answer or an address goes to is smaller than board.h says.
    OR_STARTED_NO_ROOM = 9
} or_started;

/// How the world is as a step begins: filled in by the simulator before it.
typedef struct or_now {
    int64_t unix_us;
    uint32_t millis;
    uint8_t connected;
    uint8_t wake;
} or_now;

/// What a step leaves. The bytes stay until the next step.
typedef struct or_left {
    uint32_t wait_ms;
    uint32_t started;
    uint32_t text_bytes;
    uint32_t message_bytes;
    /// What the step took of the stack, on this machine; 0: not known.
    uint32_t stack_bytes;
    /// Functions that the step has called.
    uint32_t calls;
    /// Printed and not yet passed on.
    char text[4096];
    /// MessagePack: an array of what was started with.
    uint8_t message[4096];
} or_left;

typedef struct or_simulated_board or_simulated_board;

/// Bytes of memory that a board with its core needs, aligned to 8.
size_t or_simulated_size(void);
/// Puts board and core into `memory`, where `or_now` comes first and `or_left` behind it. `served` holds the calls that
/// the simulator serves itself, each of which gets `context`; the others may be NULL. NULL when the core refuses, as
/// or_core_init does.
or_simulated_board* or_simulated_init(void* memory, void* context, const or_board* served, const or_settings* settings);
/// The calls that the core was given, for tests of this board.
or_board or_simulated_calls(or_simulated_board* board);
/// One step of the core.
void or_simulated_step(or_simulated_board* board);

// How what was started has ended. None calls back; texts and bodies stay valid until the next of these.

/// `address`: NUL-terminated, NULL after the time-out.
void or_simulated_joined(or_simulated_board* board, const char* address);
/// An answer; `retry_after` may be NULL.
void or_simulated_answered(or_simulated_board* board, int32_t status, const uint8_t* body, size_t body_bytes,
                           const char* retry_after, size_t retry_after_bytes);
/// Right behind an answer: its body was all that came before one of OR_HTTP_*.
void or_simulated_broke_off(or_simulated_board* board, int32_t failure);
/// No answer: one of OR_HTTP_*.
void or_simulated_unanswered(or_simulated_board* board, int32_t failure);
/// `answered` 0: the time server said nothing.
void or_simulated_told(or_simulated_board* board, int32_t answered, int64_t unix_us);
void or_simulated_settled(or_simulated_board* board);

#ifdef __cplusplus
}
#endif

#endif
