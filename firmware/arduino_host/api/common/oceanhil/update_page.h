/// A page of a web server by which a program is put on the board: nobody comes to it. Facts: HTTPUpdateServer.h and
/// ESP8266HTTPUpdateServer.h of the three cores.
#pragma once

#include <WString.h>

namespace oceanhil {

template <typename Server>
class UpdatePage {
  public:
    explicit UpdatePage(bool serial_debug = false) { (void)serial_debug; }

    void setup(Server* server) { setup(server, "/update"); }
    void setup(Server* server, const String& path) { setup(server, path, "", ""); }
    void setup(Server* server, const String& username, const String& password) {
        setup(server, "/update", username, password);
    }
    void setup(Server* server, const String& path, const String& username, const String& password) {
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

}  // namespace oceanhil
