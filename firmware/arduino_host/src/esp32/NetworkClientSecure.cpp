#include <NetworkClientSecure.h>
#include <board_facts.h>
#include <network.h>
#include <stdio.h>
#include <string.h>

#include "oceanhil/pem.h"

namespace machine = oceanhil::machine;

namespace {

// Texts of mbed TLS (error.c), which `lastError` shows with its numbers.
constexpr int kGeneric = machine::facts::kMbedGeneric;
constexpr int kUntrusted = machine::facts::kMbedUntrusted;
constexpr int kUnreadable = machine::facts::kMbedUnreadable;
constexpr int kUnreadableKey = machine::facts::kMbedUnreadableKey;
constexpr int kAlert = machine::facts::kMbedAlert;
constexpr int kNoMemory = -0x7F00;  // MBEDTLS_ERR_SSL_ALLOC_FAILED
constexpr int kNoRecord = machine::facts::kMbedNoRecord;
// MBEDTLS_PSK_MAX_LEN.
constexpr size_t kMostKeyBytes = 48;
// RFC 8446, section 6: handshake_failure.
constexpr int32_t kHandshakeFailure = 40;

struct Text {
    int error;
    const char* text;
};

constexpr Text kTexts[] = {
    {kGeneric, "ERROR - Generic error"},
    {kUntrusted, "X509 - Certificate verification failed, e.g. CRL, CA or signature check failed"},
    {kUnreadable, "X509 - The CRT/CRL/CSR format is invalid, e.g. different type expected"},
    {kUnreadableKey, "PK - Invalid key tag or value"},
    {kAlert, "SSL - A fatal alert message was received from our peer"},
    {kNoMemory, "SSL - Memory allocation failed"},
    {kNoRecord, "SSL - An invalid SSL record was received"},
};

const char* text_of(int error) {
    for (const Text& each : kTexts) {
        if (each.error == error) {
            return each.text;
        }
    }
    return "";
}

int error_of(int32_t outcome) {
    switch (outcome) {
        case machine::kTlsDates:
        case machine::kTlsUntrusted:
            return kUntrusted;
        case machine::kNoTls:
            return kNoRecord;
        case machine::kNoMemory:
            return kNoMemory;
        default:
            return outcome <= machine::kTlsAlert ? kAlert : outcome > 0 ? 0 : kGeneric;
    }
}

}  // namespace

int NetworkClientSecure::connect(IPAddress ip, uint16_t port, const char* CA_cert, const char* cert,
                                 const char* private_key) {
    setCACert(CA_cert);
    setCertificate(cert);
    setPrivateKey(private_key);
    return connect(ip, port);
}

int NetworkClientSecure::connect(const char* host, uint16_t port, const char* CA_cert, const char* cert,
                                 const char* private_key) {
    setCACert(CA_cert);
    setCertificate(cert);
    setPrivateKey(private_key);
    return connect(host, port);
}

int NetworkClientSecure::readiness() const {
    if (is_by_key()) {
        const size_t digits = strspn(psk_, "0123456789abcdefABCDEF");
        const bool is_key = digits == strlen(psk_) && digits % 2 == 0 && digits <= 2 * kMostKeyBytes;
        return is_key ? 0 : kGeneric;
    }
    if (authority_ == nullptr && !is_insecure_ && !has_bundle_) {
        return kGeneric;
    }
    if (is_insecure_) {
        return 0;
    }
    if (authority_ != nullptr && oceanhil::pem_count(authority_, oceanhil::PemKind::certificate) == 0) {
        return kUnreadable;
    }
    if (certificate_ == nullptr || key_ == nullptr) {
        return 0;
    }
    if (oceanhil::pem_count(certificate_, oceanhil::PemKind::certificate) == 0) {
        return kUnreadable;
    }
    return oceanhil::pem_count(key_, oceanhil::PemKind::key) == 0 ? kUnreadableKey : 0;
}

int32_t NetworkClientSecure::open(const char* host, uint16_t port) {
    last_error_ = readiness();
    if (last_error_ != 0) {
        return machine::kTlsUntrusted;
    }
    // Certificates are for names: one that is asked for by its address does not have it.
    const bool is_checked = !is_insecure_ && !is_by_key();
    const auto security = is_checked ? machine::Security::verified : machine::Security::unverified;
    int32_t outcome = TcpClient::open({host, port, security, connect_ms(), handshake_ms_});
    if (outcome > 0 && is_by_key()) {
        stop();
        outcome = machine::kTlsAlert - kHandshakeFailure;
    }
    if (outcome > 0 && is_checked && oceanhil::is_dotted(host)) {
        stop();
        outcome = machine::kTlsUntrusted;
    }
    last_error_ = error_of(outcome);
    return outcome;
}

int NetworkClientSecure::read(uint8_t* data, size_t bytes) { return TcpClient::read(data, bytes); }

int NetworkClientSecure::lastError(char* buf, const size_t size) {
    snprintf(buf, size, "%s", text_of(last_error_));
    return last_error_;
}

void NetworkClientSecure::setInsecure() {
    authority_ = nullptr;
    certificate_ = nullptr;
    key_ = nullptr;
    is_insecure_ = true;
}

void NetworkClientSecure::setCACert(const char* rootCA) {
    authority_ = rootCA;
    is_insecure_ = false;
}

bool NetworkClientSecure::load(Stream& stream, size_t size, std::shared_ptr<String>& into) {
    auto loaded = std::make_shared<String>();
    for (size_t each = 0; each < size; ++each) {
        char letter = 0;
        if (stream.readBytes(&letter, 1) != 1) {
            return false;
        }
        loaded->concat(letter);
    }
    into = loaded;
    return true;
}

bool NetworkClientSecure::loadCACert(Stream& stream, size_t size) {
    const bool is_loaded = load(stream, size, loaded_authority_);
    if (is_loaded) {
        setCACert(loaded_authority_->c_str());
    }
    return is_loaded;
}

bool NetworkClientSecure::loadCertificate(Stream& stream, size_t size) {
    const bool is_loaded = load(stream, size, loaded_certificate_);
    if (is_loaded) {
        setCertificate(loaded_certificate_->c_str());
    }
    return is_loaded;
}

bool NetworkClientSecure::loadPrivateKey(Stream& stream, size_t size) {
    const bool is_loaded = load(stream, size, loaded_key_);
    if (is_loaded) {
        setPrivateKey(loaded_key_->c_str());
    }
    return is_loaded;
}

bool NetworkClientSecure::verify(const char* fingerprint, const char* domain_name) {
    constexpr int kDigits = 64;
    int digits = 0;
    for (const char* each = fingerprint; each != nullptr && *each != 0; ++each) {
        digits += isxdigit(static_cast<unsigned char>(*each)) != 0 ? 1 : 0;
    }
    (void)domain_name;
    return connected() != 0 && digits == kDigits;
}
