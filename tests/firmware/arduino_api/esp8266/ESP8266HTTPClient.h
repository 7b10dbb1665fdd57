// Stand-in: signatures only. https://github.com/esp8266/Arduino/tree/master/libraries/ESP8266HTTPClient
#pragma once

#include "Arduino.h"
#include "WiFiClient.h"

class HTTPClient {
  public:
    HTTPClient();
    ~HTTPClient();
    bool begin(WiFiClient& client, const String& url);
    void end(void);
    bool connected(void);
    void setReuse(bool reuse);
    void setTimeout(uint16_t timeout);
    void useHTTP10(bool usehttp10 = true);
    int sendRequest(const char* type, const String& payload);
    int sendRequest(const char* type, const uint8_t* payload = nullptr, size_t size = 0);
    int sendRequest(const char* type, Stream* stream, size_t size = 0);
    void addHeader(const String& name, const String& value, bool first = false, bool replace = true);
    void collectHeaders(const char* headerKeys[], const size_t headerKeysCount);
    const String& header(const char* name);
    const String& header(size_t i);
    int getSize(void);
    WiFiClient* getStreamPtr(void);

    REAL_WORDS(33)
};
