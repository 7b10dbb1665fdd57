/// `httpUpdate` of arduino-pico: it asks a server as the core does, and then has no room for what comes. Facts:
/// libraries/HTTPUpdate/src there.
#ifndef OCEANHIL_HTTP_UPDATE_H
#define OCEANHIL_HTTP_UPDATE_H

#include "oceanhil/http_updater.h"

class HTTPUpdate : public oceanhil::HttpUpdater {
  public:
    HTTPUpdate() : HttpUpdater(8000) {}
    explicit HTTPUpdate(int httpClientTimeout) : HttpUpdater(httpClientTimeout) {}

    void closeConnectionsOnUpdate(bool) {}

    HTTPUpdateResult update(WiFiClient& client, const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(WiFiClient& client, const String& host, uint16_t port, const String& uri = "/",
                            const String& currentVersion = "");
    HTTPUpdateResult updateFS(WiFiClient& client, const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(const String& host, uint16_t port, const String& uri = "/",
                            const String& currentVersion = "");
    HTTPUpdateResult updateFS(const String& url, const String& currentVersion = "");

  private:
    void introduce(HTTPClient& http, const String& version, int command) override;
    int refusal(int bytes, int command) override;
    bool is_image(int first) override;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_HTTPUPDATE)
extern HTTPUpdate httpUpdate;
#endif

#endif
