#ifndef OCEANREMOTE_RECORD_H
#define OCEANREMOTE_RECORD_H

#include "oceanremote/board.h"

namespace oceanremote {

/// The token record's two layouts, byte for byte those of `protocol/record.py`.
/// Legacy: u16 magic 0xAA55 | u8 flags | u8 length | token[32] | u16 sum of all bytes before it.
/// Reference: u32 magic | u8 version | u8 flags | u8 length | u8 0xFF | u32 sequence | token[64] | device_id[24] |
/// u32 CRC-32 of all bytes before it. Both little-endian.
constexpr size_t kLegacyBytes = 38;
constexpr size_t kReferenceBytes = 104;

enum Flag : uint8_t { kRegistrationUsed = 1, kRelay1 = 2, kRelay2 = 4, kAllFlags = 7 };

void encode_legacy(const or_reading& record, uint8_t* data);
void encode_reference(const or_reading& record, uint8_t* data);
/// Both read as many bytes as the layout has; `verdict` says whether the rest of the result counts.
or_reading decode_legacy(const uint8_t* data);
or_reading decode_reference(const uint8_t* data);

inline bool is_valid(const or_reading& reading) { return reading.verdict == OR_VERDICT_VALID; }

}  // namespace oceanremote

#endif
