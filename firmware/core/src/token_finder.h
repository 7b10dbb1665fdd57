#ifndef OCEANREMOTE_TOKEN_FINDER_H
#define OCEANREMOTE_TOKEN_FINDER_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

/// How many characters of a secret may be shown.
constexpr size_t kShownCharacters = 12;
constexpr uint32_t kEllipsis = 0x2026u;

/// Whether tokens are made of it, plain or encoded: a letter, a digit, or one of `_-%\`.
bool is_token_character(uint32_t code_point);

/// Whether a text, given as code points, is worth a closer look: it has a run of more than may be shown.
bool may_hold_token(const uint32_t* text, size_t length);

/// Where the token ends that begins at `at`, by its look alone; 0 when none begins there. The rules are those of
/// `protocol/redact.py`: a known prefix, or a long run of base64url characters or hexadecimal digits, each of them
/// plain, percent-encoded once or several times, or escaped as in JSON.
size_t find_token_end(const uint32_t* text, size_t length, size_t at);

}  // namespace oceanremote

#endif
