#include <DNSServer.h>
#if defined(ESP32)
#include <WiFi.h>
#elif defined(ESP8266)
#include "oceanhil/station.h"
#endif

bool DNSServer::start(uint16_t port, const String& domainName, const IPAddress&) {
    is_started_ = port != 0;
    is_captive_ = domainName == "*";
    name_ = domainName;
    return is_started_;
}

#if defined(ESP32)
bool DNSServer::start() {
    constexpr uint16_t kNamesPort = 53;
    return (WiFi.getMode() & WIFI_AP) != 0 && start(kNamesPort, "*", WiFi.softAPIP());
}
#elif defined(ESP8266)
bool DNSServer::enableForwarder(const String& domainName, const IPAddress& dns) {
    name_ = domainName.length() > 0 ? domainName : name_;
    names_ = oceanhil::is_set(dns) ? dns : oceanhil::Station::own().name_server();
    forwards_ = isDNSSet();
    return forwards_;
}

void DNSServer::disableForwarder(const String& domainName, bool) {
    name_ = domainName.length() > 0 ? domainName : name_;
    forwards_ = false;
}
#endif

void DNSServer::stop() { is_started_ = false; }

void DNSServer::setErrorReplyCode(const DNSReplyCode& replyCode) { error_ = replyCode; }

void DNSServer::setTTL(uint32_t ttl) { ttl_ = ttl; }
