/// Facts: libraries/ESP8266HTTPUpdateServer/src/ESP8266HTTPUpdateServer.h.
#ifndef __HTTP_UPDATE_SERVER_H
#define __HTTP_UPDATE_SERVER_H

#include <ESP8266WebServer.h>
#include <ESP8266WebServerSecure.h>

#include "oceanhil/update_page.h"

namespace esp8266httpupdateserver {

template <typename ServerType>
class ESP8266HTTPUpdateServerTemplate
    : public oceanhil::UpdatePage<esp8266webserver::ESP8266WebServerTemplate<ServerType>> {
  public:
    using WebServerType = esp8266webserver::ESP8266WebServerTemplate<ServerType>;
    using oceanhil::UpdatePage<WebServerType>::UpdatePage;
};

}  // namespace esp8266httpupdateserver

using ESP8266HTTPUpdateServer = esp8266httpupdateserver::ESP8266HTTPUpdateServerTemplate<WiFiServer>;

namespace BearSSL {
using ESP8266HTTPUpdateServerSecure = esp8266httpupdateserver::ESP8266HTTPUpdateServerTemplate<WiFiServerSecure>;
}

#endif
