/// A page of a web server by which a program is put on the board: nobody comes to it. Facts:
/// libraries/ESP8266HTTPUpdateServer/src/ESP8266HTTPUpdateServer.h.
#pragma once

#include <ESP8266WebServer.h>

namespace esp8266httpupdateserver {

template <typename ServerType>
class ESP8266HTTPUpdateServerTemplate {
  public:
    using WebServerType = esp8266webserver::ESP8266WebServerTemplate<ServerType>;

    explicit ESP8266HTTPUpdateServerTemplate(bool serial_debug = false) { (void)serial_debug; }

    void setup(WebServerType* server) { setup(server, "/update"); }
    void setup(WebServerType* server, const String& path) { setup(server, path, "", ""); }
    void setup(WebServerType* server, const String& username, const String& password) {
        setup(server, "/update", username, password);
    }
    void setup(WebServerType* server, const String& path, const String& username, const String& password) {
        updateCredentials(username, password);
        server->on(path, HTTP_GET, [] {});
        server->on(path, HTTP_POST, [] {}, [] {});
    }
    void updateCredentials(const String& username, const String& password) {
        username_ = username;
        password_ = password;
    }

  private:
    String username_;
    String password_;
};

}  // namespace esp8266httpupdateserver

using ESP8266HTTPUpdateServer = esp8266httpupdateserver::ESP8266HTTPUpdateServerTemplate<WiFiServer>;
