#ifndef OCEANREMOTE_AGENT_FIELDS_H
#define OCEANREMOTE_AGENT_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

namespace oceanremote {

/// What reading an argument found.
enum class Found : uint8_t { kGood, kBadArgument, kOutOfRange };

/// Reads a whole number: decimal, without leading zeros or a plus sign.
Found read_number(View word, int64_t least, int64_t most, int64_t& value);
/// Reads hex digits in pairs over the word's own memory; `count` bytes are then at its start.
Found read_data(char* word, size_t word_bytes, size_t least, size_t most, size_t& count);

}  // namespace oceanremote

#endif
