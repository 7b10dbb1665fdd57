/// `HTTPClient` of the ESP8266's core 3.x. Facts: libraries/ESP8266HTTPClient/src.
#ifndef ESP8266HTTPClient_H_
#define ESP8266HTTPClient_H_

#include <WiFiClient.h>

#include "oceanhil/http_client.h"

#define HTTPC_ERROR_CONNECTION_FAILED (-1)
constexpr int HTTPC_ERROR_CONNECTION_REFUSED __attribute__((deprecated)) = HTTPC_ERROR_CONNECTION_FAILED;

class HTTPClient : public oceanhil::HttpClient {
  public:
    HTTPClient() = default;
    HTTPClient(HTTPClient&&) = default;
    HTTPClient& operator=(HTTPClient&&) = default;

    bool begin(WiFiClient& client, const String& url);
    bool begin(WiFiClient& client, const String& host, uint16_t port, const String& uri = "/", bool https = false);
    // What the core had until 2.x, and forbids by name.
    bool begin(String url) __attribute__((error("obsolete API, use ::begin(WiFiClient, url)")));
    bool begin(String host, uint16_t port, String uri = "/")
        __attribute__((error("obsolete API, use ::begin(WiFiClient, host, port, uri)")));
    bool begin(String url, const uint8_t httpsFingerprint[20])
        __attribute__((error("obsolete API, use ::begin(WiFiClientSecure, ...)")));
    bool begin(String host, uint16_t port, String uri, const uint8_t httpsFingerprint[20])
        __attribute__((error("obsolete API, use ::begin(WiFiClientSecure, ...)")));

    int DELETE() { return sendRequest("DELETE"); }

    /// The body, as often as it is asked for.
    const String& getString() { return body_once(); }
    const String& getString(int reserve);
    int writeToPrint(Print* print) { return writeToStream(print); }
};

#endif
