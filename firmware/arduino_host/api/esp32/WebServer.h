/// `WebServer` of arduino-esp32.
#ifndef OCEANHIL_WEBSERVER_H
#define OCEANHIL_WEBSERVER_H

#include "oceanhil/web_server.h"

class WebServer : public oceanhil::WebServer {
  public:
    using oceanhil::WebServer::WebServer;
};

#endif
