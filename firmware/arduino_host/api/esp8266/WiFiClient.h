/// `WiFiClient` of the ESP8266's core 3.x.
#ifndef wificlient_h
#define wificlient_h

#include <lwip/tcpbase.h>

#include <memory>

#include "oceanhil/lwip_client.h"

class WiFiClient : public oceanhil::LwipClient {
  public:
    WiFiClient() { enlist(); }
    WiFiClient(const WiFiClient& other) : LwipClient(other) { enlist(); }
    WiFiClient& operator=(const WiFiClient& other) {
        LwipClient::operator=(other);
        return *this;
    }
    ~WiFiClient() override;
    /// What a far end that has hung up has not sent will not come.
    bool inputCanTimeout() override { return connected() != 0; }
    virtual std::unique_ptr<WiFiClient> clone() const { return std::make_unique<WiFiClient>(*this); }

    /// Of all clients that there are, those with TLS among them.
    static void stopAll();
    static void stopAllExcept(WiFiClient* except);

  protected:
    explicit WiFiClient(oceanhil::Copies copies) : LwipClient(copies) { enlist(); }

  private:
    void enlist();

    WiFiClient* next_ = nullptr;
};

#endif
