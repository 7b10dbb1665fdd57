/// `ESP8266WebServer` of the ESP8266's core.
#ifndef OCEANHIL_WEBSERVER_H
#define OCEANHIL_WEBSERVER_H

#include "oceanhil/web_server.h"

class ESP8266WebServer : public oceanhil::WebServer {
  public:
    using oceanhil::WebServer::WebServer;
};

#endif
