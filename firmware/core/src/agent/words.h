#ifndef OCEANREMOTE_AGENT_WORDS_H
#define OCEANREMOTE_AGENT_WORDS_H

#include "oceanremote/core.h"
#include "text.h"

namespace oceanremote {

/// The agent protocol's words for choices.
const char* reset_word(or_reset reason);
const char* verdict_word(int32_t verdict);
/// Reads a restart reason; false for a word that is none (a restart cannot be a power-on or a wake-up).
bool read_restart(View word, or_reset& reason);

}  // namespace oceanremote

#endif
