/// `WiFiClient` of arduino-pico.
#ifndef OCEANHIL_WIFI_CLIENT_H
#define OCEANHIL_WIFI_CLIENT_H

#include <memory>

#include "oceanhil/lwip_client.h"

class WiFiClient : public oceanhil::LwipClient {
  public:
    WiFiClient() = default;
    virtual std::unique_ptr<WiFiClient> clone() const { return std::make_unique<WiFiClient>(*this); }

  protected:
    explicit WiFiClient(oceanhil::Copies copies) : LwipClient(copies) {}
};

#endif
