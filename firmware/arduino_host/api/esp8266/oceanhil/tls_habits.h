/// How long the ESP8266's TLS client waits. Facts: libraries/ESP8266WiFi/src/WiFiClientSecureBearSSL.cpp.
#ifndef OCEANHIL_TLS_HABITS_H
#define OCEANHIL_TLS_HABITS_H

#include <stdint.h>

namespace oceanhil::tls {

/// For the connection; what a sketch or HTTPClient sets with setTimeout is for reading alone.
constexpr uint32_t kConnectMs = 15000;
constexpr uint32_t kHandshakeMs = 15000;

}  // namespace oceanhil::tls

#endif
