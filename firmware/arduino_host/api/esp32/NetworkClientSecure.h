/// `NetworkClientSecure` of arduino-esp32 3.x: TLS by mbed TLS. Facts: libraries/NetworkClientSecure/src.
///
/// A certificate authority is any that a sketch gives: whether it has signed the server's certificate is the world's to
/// say. Dates are not looked at, for the core's mbed TLS is built without them.
#ifndef OCEANHIL_NETWORK_CLIENT_SECURE_H
#define OCEANHIL_NETWORK_CLIENT_SECURE_H

#include "NetworkClient.h"

class NetworkClientSecure : public NetworkClient {
  public:
    NetworkClientSecure() : NetworkClient(kPatienceMs) {}
    using NetworkClient::connect;
    using NetworkClient::read;
    int connect(IPAddress ip, uint16_t port, const char* CA_cert, const char* cert, const char* private_key);
    int connect(const char* host, uint16_t port, const char* CA_cert, const char* cert, const char* private_key);

    int read(uint8_t* data, size_t bytes) override;
    uint8_t connected() override { return TcpClient::connected(); }

    /// Writes what the last connection came to; gives its number, 0 for none.
    int lastError(char* buf, const size_t size);

    /// Whether there is a connection, and the fingerprint is one: it is then the server's.
    bool verify(const char* fingerprint, const char* domain_name);
    void setInsecure();
    void setCACert(const char* rootCA);
    void setCACertBundle(const uint8_t* bundle, size_t size) { has_bundle_ = bundle != nullptr && size > 0; }
    void useBuiltinCACertBundle() { has_bundle_ = true; }
    /// The server here knows no such keys and refuses the handshake; `psKey` is in hexadecimal.
    void setPreSharedKey(const char* pskIdent, const char* psKey) {
        psk_name_ = pskIdent;
        psk_ = psKey;
    }
    void setCertificate(const char* client_ca) { certificate_ = client_ca; }
    void setPrivateKey(const char* private_key) { key_ = private_key; }
    bool loadCACert(Stream& stream, size_t size);
    bool loadCertificate(Stream& stream, size_t size);
    bool loadPrivateKey(Stream& stream, size_t size);
    void setHandshakeTimeout(unsigned long handshake_timeout) {
        handshake_ms_ = static_cast<uint32_t>(handshake_timeout) * kSecondMs;
    }
    void setAlpnProtocols(const char** alpn_protos) { (void)alpn_protos; }

  protected:
    int32_t open(const char* host, uint16_t port) override;
    int nothing_read() const override { return -1; }

  private:
    static constexpr uint32_t kSecondMs = 1000;
    static constexpr uint32_t kPatienceMs = 30000;
    static constexpr uint32_t kHandshakeMs = 120000;

    /// Whether the handshake is by a pre-shared key: there is one, and nothing else to know the server by.
    bool is_by_key() const { return authority_ == nullptr && !has_bundle_ && !is_insecure_ && psk_name_ && psk_; }
    /// 0, or the error that there is before a handshake.
    int readiness() const;
    bool load(Stream& stream, size_t size, std::shared_ptr<String>& into);

    const char* authority_ = nullptr;
    const char* certificate_ = nullptr;
    const char* key_ = nullptr;
    const char* psk_name_ = nullptr;
    const char* psk_ = nullptr;
    std::shared_ptr<String> loaded_authority_;
    std::shared_ptr<String> loaded_certificate_;
    std::shared_ptr<String> loaded_key_;
    bool is_insecure_ = false;
    bool has_bundle_ = false;
    uint32_t handshake_ms_ = kHandshakeMs;
    int last_error_ = 0;
};

#endif
