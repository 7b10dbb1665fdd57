#include "oceanhil/bearssl_store.h"

#include <WString.h>

#include "oceanhil/pem.h"

namespace BearSSL {

namespace {

// A sequence in DER (X.690, section 8.9), which certificates and keys are.
constexpr uint8_t kSequence = 0x30;

bool is_der(const uint8_t* data, size_t bytes) { return data != nullptr && bytes > 1 && data[0] == kSequence; }

}  // namespace

X509List::X509List(Stream& stream, size_t size) {
    String text;
    char letter = 0;
    while (text.length() < size && stream.readBytes(&letter, 1) == 1) {
        text += letter;
    }
    const auto* const bytes = reinterpret_cast<const uint8_t*>(text.c_str());
    if (is_der(bytes, text.length())) {
        append(bytes, text.length());
    } else {
        append(text.c_str());
    }
}

bool X509List::append(const char* pemCert) {
    const size_t found = oceanhil::pem_count(pemCert, oceanhil::PemKind::certificate);
    count_ += found;
    return found > 0;
}

bool X509List::append(const uint8_t* derCert, size_t derLen) {
    const bool is_certificate = is_der(derCert, derLen);
    count_ += is_certificate ? 1 : 0;
    return is_certificate;
}

bool Key::parse(const char* pemKey) {
    is_there_ = oceanhil::pem_count(pemKey, oceanhil::PemKind::key) > 0;
    return is_there_;
}

bool Key::parse(const uint8_t* derKey, size_t derLen) {
    is_there_ = is_der(derKey, derLen);
    return is_there_;
}

}  // namespace BearSSL
