/// `WebServer` of arduino-pico, over TLS.
#pragma once

#include <WiFiServerSecure.h>

#include "HTTPServer.h"

using WebServerSecure = WebServerTemplate<WiFiServerSecure, 443>;
