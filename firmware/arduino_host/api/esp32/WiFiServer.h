/// `WiFiServer`: it listens, and nobody comes.
#ifndef OCEANHIL_WIFI_SERVER_H
#define OCEANHIL_WIFI_SERVER_H

#include "oceanhil/server.h"

class WiFiServer : public oceanhil::ListeningServer {
  public:
    explicit WiFiServer(uint16_t port = 80, uint8_t max_clients = 4) : ListeningServer(port) { (void)max_clients; }
    WiFiServer(const IPAddress& addr, uint16_t port = 80) : ListeningServer(addr, port) {}
};

#endif
