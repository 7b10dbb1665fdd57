/// A server as Arduino documents it: it gives a client that has sent something, and writes to all. Nobody comes.
#ifndef arduinowifiserver_h
#define arduinowifiserver_h

#include <WiFiServer.h>
#include <WiFiServerSecure.h>

template <typename TServer, typename TClient>
class ArduinoCompatibleWiFiServerTemplate : public TServer, public Print {
  public:
    using TServer::TServer;

    TClient accept() { return TServer::accept(); }
    TClient available() { return TClient(); }
    using Print::write;
    /// To nobody.
    size_t write(uint8_t byte) override { return write(&byte, 1); }
    size_t write(const uint8_t* bytes, size_t count) override { return (void)bytes, count; }
    void flush() override {}
    void flush(unsigned int maxWaitMs) { (void)maxWaitMs; }
};

using ArduinoWiFiServer = ArduinoCompatibleWiFiServerTemplate<WiFiServer, WiFiClient>;
using ArduinoWiFiServerSecure = ArduinoCompatibleWiFiServerTemplate<WiFiServerSecure, WiFiClientSecure>;

#endif
