/// `NetworkServer` of arduino-esp32 3.x, which sketches of 2.x call `WiFiServer`: it listens, and nobody comes.
#ifndef OCEANHIL_NETWORK_SERVER_H
#define OCEANHIL_NETWORK_SERVER_H

#include "oceanhil/server.h"

class NetworkServer : public oceanhil::ListeningServer {
  public:
    explicit NetworkServer(uint16_t port = 80, uint8_t max_clients = 4) : ListeningServer(port) { (void)max_clients; }
    NetworkServer(const IPAddress& addr, uint16_t port = 80, uint8_t max_clients = 4) : ListeningServer(addr, port) {
        (void)max_clients;
    }
};

#endif
