/// `WiFiServer`: it listens, and nobody comes.
#ifndef OCEANHIL_WIFI_SERVER_H
#define OCEANHIL_WIFI_SERVER_H

#include "oceanhil/lwip_server.h"

class WiFiServer : public oceanhil::LwipServer {
  public:
    using LwipServer::LwipServer;
};

#endif
