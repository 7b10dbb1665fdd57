#include "oceanhil/multicast_names.h"

#include <machine.h>
#include <string.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr size_t kLongestLabel = 63;

}  // namespace

bool MulticastNames::begin(const char* hostname) {
    const size_t letters = hostname == nullptr ? 0 : strlen(hostname);
    if (letters == 0 || letters > kLongestLabel) {
        return false;
    }
    name_ = hostname;
    return true;
}

bool MulticastNames::addService(const char* service, const char* proto, uint16_t port) {
    return isRunning() && *service != '\0' && *proto != '\0' && port != 0;
}

bool MulticastNames::addService(const String& service, const String& proto, uint16_t port) {
    return addService(service.c_str(), proto.c_str(), port);
}

bool MulticastNames::addServiceTxt(const char* service, const char* proto, const char* key, const char* value) {
    return isRunning() && *service != '\0' && *proto != '\0' && *key != '\0' && value != nullptr;
}

bool MulticastNames::addServiceTxt(const String& service, const String& proto, const String& key, const String& value) {
    return addServiceTxt(service.c_str(), proto.c_str(), key.c_str(), value.c_str());
}

bool MulticastNames::enableArduino(uint16_t port, bool auth) {
    (void)auth;
    return addService("arduino", "tcp", port);
}

int MulticastNames::queryService(const char* service, const char* proto, uint32_t timeout_ms) {
    (void)service;
    (void)proto;
    machine::wait_us(timeout_ms * machine::kMillisecondUs);
    return 0;
}

IPAddress MulticastNames::queryHost(const char* host, uint32_t timeout_ms) {
    (void)host;
    machine::wait_us(timeout_ms * machine::kMillisecondUs);
    return IPAddress();
}

}  // namespace oceanhil
