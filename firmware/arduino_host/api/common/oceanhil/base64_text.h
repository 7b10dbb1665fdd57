/// Bytes as base64 (RFC 4648, section 4).
#ifndef OCEANHIL_BASE64_TEXT_H
#define OCEANHIL_BASE64_TEXT_H

#include <WString.h>
#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

/// Writes bytes in one line.
String base64_text(const uint8_t* data, size_t bytes);

}  // namespace oceanhil

#endif
