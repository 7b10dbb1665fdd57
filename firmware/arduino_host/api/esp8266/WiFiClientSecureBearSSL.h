/// `BearSSL::WiFiClientSecure` of the ESP8266's core.
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
};

}  // namespace BearSSL

#endif
