#ifndef OCEANREMOTE_REDACT_H
#define OCEANREMOTE_REDACT_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

namespace oceanremote {

/// Writes a text, given as code points, with everything that looks like a token cut to its first 12 characters and an
/// ellipsis; then cut to `most` characters, "?" for what a terminal does not show, and without spaces around it.
void write_fit_to_print(TextWriter& to, const uint32_t* text, size_t length, size_t most);

/// Writes at most 12 characters of a secret that is known to be one, with line breaks escaped.
void write_shortened(TextWriter& to, View secret);

}  // namespace oceanremote

#endif
