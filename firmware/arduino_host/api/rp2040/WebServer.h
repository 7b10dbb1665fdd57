/// `WebServer` of arduino-pico.
#ifndef OCEANHIL_WEBSERVER_H
#define OCEANHIL_WEBSERVER_H

#include "HTTPServer.h"
#include "detail/mimetable.h"

using WebServer = WebServerTemplate<WiFiServer>;

#endif
