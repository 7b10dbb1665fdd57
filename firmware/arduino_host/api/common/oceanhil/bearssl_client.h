/// TLS by BearSSL: what `BearSSL::WiFiClientSecure` of two cores does alike. Facts: WiFiClientSecureBearSSL.h and .cpp
/// of both cores, bearssl_ssl.h and bearssl_x509.h.
///
/// BearSSL looks at the dates of a certificate, by the board's clock or by the time that a sketch has set. A
/// fingerprint or a key that a sketch knows is taken for the server's own.
#ifndef OCEANHIL_BEARSSL_CLIENT_H
#define OCEANHIL_BEARSSL_CLIENT_H

#include <WiFiClient.h>
#include <time.h>

#include <vector>

#include "oceanhil/bearssl_numbers.h"
#include "oceanhil/bearssl_store.h"
#include "oceanhil/tls_habits.h"

#define BR_KEYTYPE_KEYX 0x10
#define BR_KEYTYPE_SIGN 0x20
#define BR_TLS10 0x0301
#define BR_TLS11 0x0302
#define BR_TLS12 0x0303

namespace oceanhil {

class BearClient : public WiFiClient {
  public:
    using X509List = BearSSL::X509List;
    using PublicKey = BearSSL::PublicKey;
    using PrivateKey = BearSSL::PrivateKey;
    using Session = BearSSL::Session;

    BearClient() : WiFiClient(Copies::together), settings_(std::make_shared<Settings>()) {}

    uint8_t connected() override;
#ifdef ESP8266
    int available() override;
#endif

    void setInsecure() { trust(Trust::anything); }
    void setTrustAnchors(const X509List* ta);
    void setKnownKey(const PublicKey* pk, unsigned usages = BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN);
    /// As trust anchors: none without a certificate in it.
    void setCertStore(const BearSSL::CertStoreBase* certStore);
    bool setFingerprint(const uint8_t fingerprint[20]);
    /// False unless it is twenty bytes in hexadecimal, with or without something between them.
    bool setFingerprint(const char* fpStr);
    void allowSelfSignedCerts() { trust(Trust::self_signed); }
    void setX509Time(time_t now) { settings_->unix_s = now; }
    void setSession(Session* session) { (void)session; }
    void setClientRSACert(const X509List* cert, const PrivateKey* sk);
    void setClientECCert(const X509List* cert, const PrivateKey* sk, unsigned allowed_usages,
                         unsigned cert_issuer_key_type);
    void setBufferSizes(int recv, int xmit);
    bool setCiphers(const uint16_t* cipherAry, int cipherCount) { return cipherAry != nullptr && cipherCount > 0; }
    bool setCiphers(const std::vector<uint16_t>& list) { return !list.empty(); }
    bool setCiphersLessSecure() { return true; }
    bool setSSLVersion(uint32_t min = BR_TLS10, uint32_t max = BR_TLS12);

    /// What the last handshake came to, as a number and as text; 0: there was no error.
    int getLastSSLError(char* dest = nullptr, size_t len = 0);
    /// Whether smaller records were agreed on: the server here does not.
    int getMFLNStatus() { return 0; }
    static bool probeMaxFragmentLength(const char* host, uint16_t port, uint16_t len);
    static bool probeMaxFragmentLength(const String& host, uint16_t port, uint16_t len) {
        return probeMaxFragmentLength(host.c_str(), port, len);
    }

  protected:
    int32_t open(const char* host, uint16_t port) override;
    uint32_t connect_ms() const override { return tls::kConnectMs; }

  private:
    enum class Trust : uint8_t { nothing, anything, anchors, what_is_known, self_signed };

    /// What copies of a client have together.
    struct Settings {
        Trust trust = Trust::nothing;
        const X509List* anchors = nullptr;
        const BearSSL::CertStoreBase* store = nullptr;
        time_t unix_s = 0;
        int error = 0;
    };

    void trust(Trust what);
    machine::Security security() const;
    /// What is wrong though the world has nothing against the certificate; 0: nothing.
    int own_doubt() const;

    std::shared_ptr<Settings> settings_;
};

}  // namespace oceanhil

#endif
