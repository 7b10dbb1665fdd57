/// A page of a web server by which a program is put on the board: nobody comes to it. Facts:
/// libraries/HTTPUpdateServer/src/HTTPUpdateServer.h.
#pragma once

#include <WebServer.h>

class HTTPUpdateServer {
  public:
    explicit HTTPUpdateServer(bool serial_debug = false) { (void)serial_debug; }

    void setup(WebServer* server) { setup(server, "/update"); }
    void setup(WebServer* server, const String& path) { setup(server, path, "", ""); }
    void setup(WebServer* server, const String& username, const String& password) {
        setup(server, "/update", username, password);
    }
    void setup(WebServer* server, const String& path, const String& username, const String& password) {
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
