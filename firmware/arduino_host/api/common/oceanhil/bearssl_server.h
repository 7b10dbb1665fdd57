/// `BearSSL::WiFiServerSecure` of two cores: it listens, and nobody comes. Facts: WiFiServerSecureBearSSL.h of both.
#ifndef OCEANHIL_BEARSSL_SERVER_H
#define OCEANHIL_BEARSSL_SERVER_H

#include <WiFiClientSecure.h>
#include <WiFiServer.h>

namespace BearSSL {

/// Sessions that clients of a server may come back to.
class ServerSessions {
  public:
    explicit ServerSessions(uint32_t size) : size_(size) {}
    uint32_t size() const { return size_; }

  private:
    uint32_t size_;
};

class WiFiServerSecure : public ::WiFiServer {
  public:
    using ClientType = WiFiClientSecure;

    explicit WiFiServerSecure(uint16_t port) : ::WiFiServer(port) {}
    WiFiServerSecure(IPAddress addr, uint16_t port) : ::WiFiServer(addr, port) {}

    void setRSACert(const X509List* chain, const PrivateKey* sk) { (void)chain, (void)sk; }
    void setECCert(const X509List* chain, unsigned cert_issuer_key_type, const PrivateKey* sk) {
        (void)chain, (void)cert_issuer_key_type, (void)sk;
    }
    void setCache(ServerSessions* cache) { (void)cache; }
    void setClientTrustAnchor(const X509List* client_CA_ta) { (void)client_CA_ta; }
    void setBufferSizes(int recv, int xmit) { (void)recv, (void)xmit; }
    /// False for versions that there are none of.
    bool setSSLVersion(uint32_t min = BR_TLS10, uint32_t max = BR_TLS12) {
        return min >= BR_TLS10 && min <= max && max <= BR_TLS12;
    }
    WiFiClientSecure accept() { return WiFiClientSecure(); }
    WiFiClientSecure available(uint8_t* status = nullptr) { return (void)status, accept(); }
};

}  // namespace BearSSL

#endif
