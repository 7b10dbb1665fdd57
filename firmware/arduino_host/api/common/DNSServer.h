/// The name server of an access point (DNSServer of the three cores): it listens, and nobody asks, for no station ever
/// joins.
#pragma once

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

class DNSServer {
  public:
    /// Answers `domainName`, or with "*" every name, with `resolvedIP`. False without a port.
    bool start(uint16_t port, const String& domainName, const IPAddress& resolvedIP);
    void stop();
    void processNextRequest() {}
    void setErrorReplyCode(const DNSReplyCode& replyCode);
    void setTTL(uint32_t ttl);

  private:
    bool is_started_ = false;
    uint32_t ttl_ = 60;
    DNSReplyCode error_ = DNSReplyCode::NonExistentDomain;
};
