/// `BearSSL::WiFiClientSecure` of arduino-pico: with the calls of the ESP32's client, too.
#ifndef OCEANHIL_WIFI_CLIENT_SECURE_H
#define OCEANHIL_WIFI_CLIENT_SECURE_H
// The guard of the core's own header, by which libraries tell whose TLS there is.
#define wificlientbearssl_h

#include "CertStoreBearSSL.h"
#include "oceanhil/bearssl_client.h"

namespace BearSSL {

class WiFiClientSecure : public oceanhil::BearClient {
  public:
    std::unique_ptr<WiFiClient> clone() const override { return std::make_unique<WiFiClientSecure>(*this); }

    using BearClient::connect;
    int connect(IPAddress ip, uint16_t port, int32_t timeout);
    int connect(const char* host, uint16_t port, int32_t timeout);

    void setCACert(const char* rootCA);
    void setCertificate(const char* client_ca) { (void)client_ca; }
    void setPrivateKey(const char* private_key) { (void)private_key; }
    bool loadCACert(Stream& stream, size_t size);

  private:
    std::shared_ptr<X509List> authority_;
};

}  // namespace BearSSL

#endif
