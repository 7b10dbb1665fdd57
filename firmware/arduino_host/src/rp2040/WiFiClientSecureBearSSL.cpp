#include <WiFiClientSecureBearSSL.h>

namespace BearSSL {

int WiFiClientSecure::connect(IPAddress ip, uint16_t port, int32_t timeout) {
    setTimeout(static_cast<unsigned long>(timeout));
    return connect(ip, port);
}

int WiFiClientSecure::connect(const char* host, uint16_t port, int32_t timeout) {
    setTimeout(static_cast<unsigned long>(timeout));
    return connect(host, port);
}

void WiFiClientSecure::setCACert(const char* rootCA) {
    authority_ = std::make_shared<X509List>(rootCA);
    setTrustAnchors(authority_.get());
}

bool WiFiClientSecure::loadCACert(Stream& stream, size_t size) {
    authority_ = std::make_shared<X509List>(stream, size);
    setTrustAnchors(authority_.get());
    return authority_->getCount() > 0;
}

}  // namespace BearSSL
