/// `ESP8266WebServer` over TLS.
#pragma once

#include <ESP8266WebServer.h>
#include <WiFiServerSecure.h>

namespace BearSSL {
using ESP8266WebServerSecure = esp8266webserver::ESP8266WebServerTemplate<WiFiServerSecure>;
}
