// How time passes for this board: by itself, or held by the bench, which grants it from one rest to the next.
//
// A held board counts no time while it works. Resting, it answers the bench's question: the byte ENQ (0x05), a number,
// a comma, the µs that pass now, and a line feed. Those µs pass at once; the main loop turns; and when it rests again
// the board says the event `REST`, with the question's number and the µs after which it wants to go on, or without
// them when nothing is due. It also says so, with the number 0, at the first rest of each boot.
#pragma once

#include <stdint.h>

namespace pace {

constexpr uint64_t for_ever = UINT64_MAX;

/// Begins a boot at 0.
void begin();

/// Whether the bench holds time.
bool is_held();

/// µs since the boot began.
uint64_t uptime_us();

/// Rests until a byte comes in or `duration_us` have gone by; may return early.
void rest(uint64_t duration_us);

/// Gives the next byte that came in and is no question of the bench, or -1 when there is none.
int read();

/// Is as dead as a board without power; a held one still answers the bench's question.
[[noreturn]] void die();

}  // namespace pace
