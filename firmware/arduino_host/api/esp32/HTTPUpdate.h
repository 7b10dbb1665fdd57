/// `httpUpdate` of arduino-esp32 3.x: it asks a server as the core does, and then finds no partition for what comes. Facts:
/// libraries/HTTPUpdate/src there. Without the headers that have a sum of the sketch, and file systems but SPIFFS's.
#ifndef OCEANHIL_HTTP_UPDATE_H
#define OCEANHIL_HTTP_UPDATE_H

#include "oceanhil/http_updater.h"

using HTTPUpdateRequestCB = std::function<void(HTTPClient*)>;

class HTTPUpdate : public oceanhil::HttpUpdater {
  public:
    HTTPUpdate() : HttpUpdater(8000) {}
    explicit HTTPUpdate(int httpClientTimeout) : HttpUpdater(httpClientTimeout) {}

    HTTPUpdateResult update(WiFiClient& client, const String& url, const String& currentVersion = "",
                            HTTPUpdateRequestCB requestCB = nullptr);
    HTTPUpdateResult update(WiFiClient& client, const String& host, uint16_t port, const String& uri = "/",
                            const String& currentVersion = "", HTTPUpdateRequestCB requestCB = nullptr);
    HTTPUpdateResult updateSpiffs(WiFiClient& client, const String& url, const String& currentVersion = "",
                                  HTTPUpdateRequestCB requestCB = nullptr);
    HTTPUpdateResult update(HTTPClient& httpClient, const String& currentVersion = "",
                            HTTPUpdateRequestCB requestCB = nullptr);
    HTTPUpdateResult updateSpiffs(HTTPClient& httpClient, const String& currentVersion = "",
                                  HTTPUpdateRequestCB requestCB = nullptr);

  private:
    HTTPUpdateResult ask_with(HTTPClient& http, const String& version, int command, HTTPUpdateRequestCB change);
    void introduce(HTTPClient& http, const String& version, int command) override;
    int refusal(int bytes, int command) override;
    bool is_image(int first) override;

    // What the sketch adds to the request.
    HTTPUpdateRequestCB change_;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_HTTPUPDATE)
extern HTTPUpdate httpUpdate;
#endif

#endif
