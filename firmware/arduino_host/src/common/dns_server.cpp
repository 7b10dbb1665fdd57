#include <DNSServer.h>

bool DNSServer::start(uint16_t port, const String&, const IPAddress&) {
    is_started_ = port != 0;
    return is_started_;
}

void DNSServer::stop() { is_started_ = false; }

void DNSServer::setErrorReplyCode(const DNSReplyCode& replyCode) { error_ = replyCode; }

void DNSServer::setTTL(uint32_t ttl) { ttl_ = ttl; }
