/// The class template of `WebServer` and `WebServerSecure`, as arduino-pico has it in a header of its own.
#pragma once

#include "HTTPServer.h"
