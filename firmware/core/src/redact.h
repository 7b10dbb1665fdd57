#ifndef OCEANREMOTE_SRC_REDACT_H
#define OCEANREMOTE_SRC_REDACT_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"
#include "utf8.h"

namespace oceanremote {

/// How many characters of a secret may be shown.
constexpr size_t kShownCharacters = 12;

/// Writes a text, given as code points, without tokens: of a run of more than 12 characters of which tokens are made,
/// plain or encoded, the first 12 and an ellipsis, unless it is a word; of the next ones, which may be pieces of the
/// same, the ellipsis alone. At most `most` characters, "?" for what moves a terminal and for "$". Where nothing is left it says so.
void write_fit_to_print(TextWriter& to, CodePoints text, size_t length, size_t most);

/// Writes at most 12 characters of a secret that is known to be one, with line breaks escaped.
void write_shortened(TextWriter& to, View secret);

}  // namespace oceanremote

#endif
