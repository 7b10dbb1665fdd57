/// Errors of BearSSL, as `getLastSSLError` tells them. Numbers: bearssl_ssl.h, bearssl_x509.h.
#ifndef OCEANHIL_BEARSSL_ERRORS_H
#define OCEANHIL_BEARSSL_ERRORS_H

#include <stddef.h>

namespace oceanhil {

constexpr int kBearExpired = 54;
constexpr int kBearNotTrusted = 62;
/// Plus the number of the alert (RFC 8446, section 6).
constexpr int kBearReceivedAlert = 256;

/// Writes the text of an error as the cores do; gives the number that they give, which has no alert in it.
int tell_bear_error(int error, char* text, size_t room);

}  // namespace oceanhil

#endif
