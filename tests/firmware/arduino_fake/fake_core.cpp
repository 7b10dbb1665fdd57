#include "fake_core.h"

#include <string.h>

#include "port/board_family.h"

FakeCore fake;

unsigned long millis() { return fake.now_ms; }

String::String(const char* text) {
    strncpy(text_, text, sizeof text_ - 1);
    text_[sizeof text_ - 1] = '\0';
}
String::String(const String& other) { memcpy(text_, other.text_, sizeof text_); }
String::~String() = default;
String& String::operator=(const String& other) {
    memmove(text_, other.text_, sizeof text_);
    return *this;
}
unsigned int String::length() const { return static_cast<unsigned int>(strlen(text_)); }
const char* String::c_str() const { return text_; }
StringSumHelper::StringSumHelper(const String& other) : String(other) {}
StringSumHelper& operator+(const StringSumHelper& left, const char* right) {
    static StringSumHelper sum{String("")};
    sum = StringSumHelper(String((std::string(left.c_str()) + right).c_str()));
    return sum;
}

size_t Print::write(const uint8_t*, size_t size) { return size; }
void Print::flush() {}

WiFiClient::WiFiClient() = default;
int WiFiClient::connect(const char*, uint16_t) { return 1; }
size_t WiFiClient::write(uint8_t) { return 1; }
size_t WiFiClient::write(const uint8_t*, size_t size) { return size; }
int WiFiClient::available() { return static_cast<int>(fake.body.size()); }
int WiFiClient::read() { return -1; }
int WiFiClient::read(uint8_t* buffer, size_t size) {
    const size_t count = size < fake.body.size() ? size : fake.body.size();
    memcpy(buffer, fake.body.data(), count);
    fake.body.erase(0, count);
    return static_cast<int>(count);
}
int WiFiClient::peek() { return -1; }
void WiFiClient::stop() {}
uint8_t WiFiClient::connected() { return fake.is_open ? 1 : 0; }

BearSSL::WiFiClientSecure::WiFiClientSecure() = default;

HTTPClient::HTTPClient() = default;
HTTPClient::~HTTPClient() = default;
bool HTTPClient::begin(WiFiClient&, const String& url) {
    fake.url = url.c_str();
    return true;
}
void HTTPClient::end() {}
void HTTPClient::setReuse(bool) {}
void HTTPClient::setTimeout(uint16_t) {}
void HTTPClient::useHTTP10(bool) {}
int HTTPClient::sendRequest(const char*, const uint8_t*, size_t) { return fake.code; }
void HTTPClient::addHeader(const String& name, const String& value, bool, bool) {
    fake.headers += std::string(name.c_str()) + ": " + value.c_str() + ";";
}
void HTTPClient::collectHeaders(const char**, const size_t) {}
String HTTPClient::header(const char* name) {
    return String((strcmp(name, "Retry-After") == 0 ? fake.retry_after : fake.transfer_encoding).c_str());
}
int HTTPClient::getSize() { return fake.told_bytes; }
WiFiClient* HTTPClient::getStreamPtr() {
    static WiFiClient stream;
    return fake.is_open || !fake.body.empty() ? &stream : nullptr;
}

WiFiUDP::WiFiUDP() = default;
uint8_t WiFiUDP::begin(uint16_t) { return 1; }
void WiFiUDP::stop() {}
int WiFiUDP::beginPacket(const char*, uint16_t) { return 1; }
int WiFiUDP::endPacket() { return 1; }
size_t WiFiUDP::write(uint8_t) { return 1; }
size_t WiFiUDP::write(const uint8_t* buffer, size_t size) {
    fake.question.assign(reinterpret_cast<const char*>(buffer), size);
    return size;
}
int WiFiUDP::parsePacket() { return static_cast<int>(fake.packet.size()); }
int WiFiUDP::available() { return static_cast<int>(fake.packet.size()); }
int WiFiUDP::read() { return -1; }
int WiFiUDP::read(unsigned char* buffer, size_t length) {
    const size_t count = length < fake.packet.size() ? length : fake.packet.size();
    memcpy(buffer, fake.packet.data(), count);
    fake.packet.clear();
    return static_cast<int>(count);
}
int WiFiUDP::peek() { return -1; }

namespace family {

uint32_t random_32() { return 0xA5; }
void trust(SecureClient&, const char*) {}
bool is_certificate_refused(SecureClient&) { return fake.certificate_is_refused; }

}  // namespace family
