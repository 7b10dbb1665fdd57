#ifndef OCEANREMOTE_AGENT_WORDS_H
#define OCEANREMOTE_AGENT_WORDS_H

#include "oceanremote/core.h"
#include "text.h"

namespace oceanremote {

/// The agent protocol's words for choices.
const char* reset_word(or_reset reason);
const char* verdict_word(int32_t verdict);
/// How one relay, from 0, stands in the bits that `or_board.relays` takes.
const char* relay_word(uint8_t on, size_t relay);
/// Reads a restart reason; false for a word that is none (a restart cannot be a power-on or a wake-up).
bool read_restart(View word, or_reset& reason);

}  // namespace oceanremote

#endif
