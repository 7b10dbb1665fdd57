/// Facts: libraries/HTTPUpdateServer/src/HTTPUpdateServer.h.
#pragma once

#include <WebServer.h>
#include <WebServerSecure.h>

#include "oceanhil/update_page.h"

template <typename ServerType, int ServerPort>
class HTTPUpdateServerTemplate : public oceanhil::UpdatePage<WebServerTemplate<ServerType, ServerPort>> {
  public:
    using oceanhil::UpdatePage<WebServerTemplate<ServerType, ServerPort>>::UpdatePage;
};

using HTTPUpdateServer = HTTPUpdateServerTemplate<WiFiServer, 80>;
using HTTPUpdateServerSecure = HTTPUpdateServerTemplate<WiFiServerSecure, 443>;
