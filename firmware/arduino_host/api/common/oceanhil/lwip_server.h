/// `WiFiServer` of the cores that speak to lwIP without sockets. Facts: WiFiServer.h of both.
#ifndef OCEANHIL_LWIP_SERVER_H
#define OCEANHIL_LWIP_SERVER_H

#include "oceanhil/server.h"

namespace oceanhil {

class LwipServer : public ListeningServer {
  public:
    explicit LwipServer(uint16_t port = 23) : ListeningServer(port) {}
    LwipServer(const IPAddress& addr, uint16_t port) : ListeningServer(addr, port) {}

    size_t hasClientData() { return 0; }
    bool hasMaxPendingClients() { return false; }
    /// Of lwIP: 1 while it listens, else 0.
    uint8_t status() { return *this ? 1 : 0; }
};

}  // namespace oceanhil

#endif
