/// A name of its own in the network (mDNS, RFC 6762): nobody asks for it, and nobody answers what is asked.
#ifndef OCEANHIL_MULTICAST_NAMES_H
#define OCEANHIL_MULTICAST_NAMES_H

#include <IPAddress.h>
#include <WString.h>
#include <stdint.h>

namespace oceanhil {

class MulticastNames {
  public:
    /// False for a name that is none (RFC 1035: up to 63 letters).
    bool begin(const char* hostname);
    bool begin(const String& hostname) { return begin(hostname.c_str()); }
    void end() { name_ = ""; }
    bool addService(const char* service, const char* proto, uint16_t port);
    bool addService(const String& service, const String& proto, uint16_t port);
    bool addServiceTxt(const char* service, const char* proto, const char* key, const char* value);
    bool addServiceTxt(const String& service, const String& proto, const String& key, const String& value);
    /// Waits for answers, as long as the cores do; there are none.
    int queryService(const char* service, const char* proto, uint32_t timeout_ms = kPatienceMs);
    IPAddress queryHost(const char* host, uint32_t timeout_ms = kPatienceMs);
    bool enableArduino(uint16_t port, bool auth = false);

    // Of an answer by its number, and there are none.
    String hostname(int idx) { return (void)idx, String(); }
    uint16_t port(int idx) { return (void)idx, uint16_t{0}; }
    bool isRunning() const { return name_.length() > 0; }

  private:
    static constexpr uint32_t kPatienceMs = 2000;

    String name_;
};

}  // namespace oceanhil

#endif
