/// Errors of BearSSL, as `getLastSSLError` tells them.
#ifndef OCEANHIL_BEARSSL_ERRORS_H
#define OCEANHIL_BEARSSL_ERRORS_H

#include <machine/board_facts.h>
#include <stddef.h>

namespace oceanhil {

constexpr int kBearExpired = machine::facts::kBearExpired;
constexpr int kBearNotTrusted = machine::facts::kBearNotTrusted;
/// Plus the number of the alert (RFC 8446, section 6).
constexpr int kBearReceivedAlert = machine::facts::kBearReceivedAlert;

/// Writes the text of an error as the cores do; gives the number that they give, which has no alert in it.
int tell_bear_error(int error, char* text, size_t room);

}  // namespace oceanhil

#endif
