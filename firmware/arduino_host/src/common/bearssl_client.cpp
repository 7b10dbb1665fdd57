// Only two cores have BearSSL.
#if __has_include("oceanhil/tls_habits.h")

#include "oceanhil/bearssl_client.h"

#include <ctype.h>
#include <network.h>
#include <stdio.h>

#include "oceanhil/bearssl_errors.h"
#include "oceanhil/cert_store.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr size_t kFingerprintDigits = 40;
// The certificate that the simulated server has; simulator/board/board.py has the same dates.
constexpr time_t kValidFromS = 1764547200;
constexpr time_t kValidToS = 2082758400;

int error_of(int32_t outcome) {
    switch (outcome) {
        case machine::kTlsDates:
            return kBearExpired;
        case machine::kTlsUntrusted:
            return kBearNotTrusted;
        default:
            return outcome <= machine::kTlsAlert ? kBearReceivedAlert + machine::kTlsAlert - outcome : 0;
    }
}

}  // namespace

void BearClient::trust(Trust what) {
    settings_->trust = what;
    settings_->anchors = nullptr;
    settings_->store = nullptr;
}

void BearClient::setTrustAnchors(const X509List* ta) {
    trust(Trust::anchors);
    settings_->anchors = ta;
}

void BearClient::setCertStore(const BearSSL::CertStoreBase* certStore) {
    trust(Trust::anchors);
    settings_->store = certStore;
}

void BearClient::setKnownKey(const PublicKey* pk, unsigned usages) {
    (void)usages;
    trust(pk != nullptr && pk->is_there() ? Trust::what_is_known : Trust::nothing);
}

bool BearClient::setFingerprint(const uint8_t fingerprint[20]) {
    (void)fingerprint;
    trust(Trust::what_is_known);
    return true;
}

bool BearClient::setFingerprint(const char* fpStr) {
    size_t digits = 0;
    for (; *fpStr != '\0'; ++fpStr) {
        digits += isxdigit(static_cast<unsigned char>(*fpStr)) != 0 ? 1 : 0;
    }
    if (digits != kFingerprintDigits) {
        return false;
    }
    trust(Trust::what_is_known);
    return true;
}

void BearClient::setClientRSACert(const X509List* cert, const PrivateKey* sk) {
    (void)cert;
    (void)sk;
}

void BearClient::setClientECCert(const X509List* cert, const PrivateKey* sk, unsigned allowed_usages,
                                 unsigned cert_issuer_key_type) {
    (void)allowed_usages;
    (void)cert_issuer_key_type;
    setClientRSACert(cert, sk);
}

void BearClient::setBufferSizes(int recv, int xmit) {
    (void)recv;
    (void)xmit;
}

bool BearClient::setSSLVersion(uint32_t min, uint32_t max) { return min >= BR_TLS10 && max <= BR_TLS12 && min <= max; }

machine::Security BearClient::security() const {
    switch (settings_->trust) {
        case Trust::anything:
        case Trust::self_signed:
            return machine::Security::unverified;
        case Trust::what_is_known:
            return machine::Security::undated;
        default:
            return settings_->unix_s == 0 ? machine::Security::verified : machine::Security::undated;
    }
}

int BearClient::own_doubt() const {
    const Settings& is = *settings_;
    const bool is_dated = is.trust == Trust::anchors || is.trust == Trust::nothing;
    if (is_dated && is.unix_s != 0 && (is.unix_s < kValidFromS || is.unix_s > kValidToS)) {
        return kBearExpired;
    }
    const bool has_anchors = (is.anchors != nullptr && is.anchors->getCount() > 0) ||
                             (is.store != nullptr && is.store->count() > 0);
    if ((is_dated && !has_anchors) || is.trust == Trust::self_signed) {
        return kBearNotTrusted;
    }
    return 0;
}

int32_t BearClient::open(const char* host, uint16_t port) {
    int32_t outcome = TcpClient::open({host, port, security(), connect_ms(), tls::kHandshakeMs});
    settings_->error = error_of(outcome);
    // The dates of a certificate are read before anybody is looked for who vouches for it (x509_minimal.t0 of BearSSL).
    const int doubt = outcome > 0 || outcome == machine::kTlsUntrusted ? own_doubt() : 0;
    if (doubt != 0) {
        TcpClient::stop();
        settings_->error = doubt;
        outcome = machine::kTlsUntrusted;
    }
    return outcome;
}

// Once the far end has hung up this is false, though there may be something to read.
uint8_t BearClient::connected() { return connection() != nullptr && connection()->is_open() ? 1 : 0; }

#ifdef ESP8266
// The engine looks once more behind the turn that it gave away (_run_until): what came in that turn is there, though
// the far end has hung up behind it.
int BearClient::available() {
    const int there = TcpClient::available();
    return there > 0 || connection() == nullptr ? there : static_cast<int>(connection()->available());
}
#endif

int BearClient::getLastSSLError(char* dest, size_t len) { return tell_bear_error(settings_->error, dest, len); }

bool BearClient::probeMaxFragmentLength(const char* host, uint16_t port, uint16_t len) {
    (void)len;
    WiFiClient probe;
    probe.connect(host, port);
    probe.stop();
    return false;
}

}  // namespace oceanhil

#endif
