/// `WiFiServer`: it listens, and nobody comes.
#ifndef OCEANHIL_WIFI_SERVER_H
#define OCEANHIL_WIFI_SERVER_H

#include "oceanhil/server.h"

class WiFiServer : public oceanhil::ListeningServer {
  public:
    explicit WiFiServer(uint16_t port = 23) : ListeningServer(port) {}
    WiFiServer(const IPAddress& addr, uint16_t port) : ListeningServer(addr, port) {}
};

#endif
