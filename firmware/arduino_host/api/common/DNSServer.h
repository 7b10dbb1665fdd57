/// The name server of an access point (DNSServer of the three cores): it listens, and nobody asks, for no station ever
/// joins.
#ifndef DNSServer_h
#define DNSServer_h

#include <IPAddress.h>
#include <WString.h>
#include <stdint.h>

enum class DNSReplyCode : uint8_t {
    NoError = 0,
    FormError = 1,
    ServerFailure = 2,
    NonExistentDomain = 3,
    NotImplemented = 4,
    Refused = 5,
    YXDomain = 6,
    YXRRSet = 7,
    NXRRSet = 8
};

#ifndef IANA_DNS_PORT
#define IANA_DNS_PORT 53
#endif

class DNSServer {
  public:
    /// Answers `domainName`, or with "*" every name, with `resolvedIP`. False without a port.
    bool start(uint16_t port, const String& domainName, const IPAddress& resolvedIP);
    void stop();
    uint32_t getTTL() const { return ttl_; }
    String getDomainName() const { return name_; }
#if defined(ESP32)
    /// Every name is the access point's address, port 53; false while there is none.
    bool start();
    bool isUp() const { return is_started_; }
    bool isCaptive() const { return is_captive_; }
#elif defined(ESP8266)
    /// Other names are asked of `dns`, or of the station's name server; false if there is none.
    bool enableForwarder(const String& domainName = String(), const IPAddress& dns = IPAddress());
    void disableForwarder(const String& domainName = String(), bool freeResources = false);
    bool isForwarding() const { return forwards_ && isDNSSet(); }
    bool start(uint16_t port, const String& domainName, const IPAddress& resolvedIP, const IPAddress& dns) {
        names_ = dns;
        return start(port, domainName, resolvedIP);
    }
    void setDNS(const IPAddress& dns) { names_ = dns; }
    IPAddress getDNS() const { return names_; }
    bool isDNSSet() const { return static_cast<uint32_t>(names_) != 0; }
#endif
    void processNextRequest() {}
    void setErrorReplyCode(const DNSReplyCode& replyCode);
    void setTTL(uint32_t ttl);

  private:
    bool is_started_ = false;
    String name_;
    bool is_captive_ = false;
    bool forwards_ = false;
    IPAddress names_ = IPAddress(0, 0, 0, 0);
    uint32_t ttl_ = 60;
    DNSReplyCode error_ = DNSReplyCode::NonExistentDomain;
};

#endif
