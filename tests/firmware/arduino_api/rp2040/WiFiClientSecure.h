// Stand-in: signatures only. https://arduino-pico.readthedocs.io/en/latest/bearssl-client-secure-class.html
#pragma once

#include <time.h>

#include "WiFiClient.h"

namespace BearSSL {

class X509List {
  public:
    X509List();
    X509List(const char* pemCert);
    ~X509List();
};

class Session {
  public:
    Session();
};

class WiFiClientSecure : public WiFiClient {
  public:
    WiFiClientSecure();
    void setTrustAnchors(const X509List* ta);
    void setX509Time(time_t now);
    void setSession(Session* session);
    int getLastSSLError(char* dest = nullptr, size_t len = 0);
};

}  // namespace BearSSL

using namespace BearSSL;
