/// Certificates and keys in text, as far as a sketch can get them wrong: whether something can be read in them.
#ifndef OCEANHIL_PEM_H
#define OCEANHIL_PEM_H

#include <stddef.h>

namespace oceanhil {

enum class PemKind { certificate, key };

/// How many of a kind a text has, each between its BEGIN and END lines with base64 between them (RFC 7468).
size_t pem_count(const char* text, PemKind kind);

}  // namespace oceanhil

#endif
