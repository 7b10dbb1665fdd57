/// `WiFiServer`: it listens, and nobody comes.
#ifndef wifiserver_h
#define wifiserver_h

#include "oceanhil/lwip_server.h"

class WiFiServer : public oceanhil::LwipServer {
  public:
    using LwipServer::LwipServer;
};

#endif
