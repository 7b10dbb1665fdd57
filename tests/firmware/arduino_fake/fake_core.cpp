#include "fake_core.h"

#include <EEPROM.h>
#include <string.h>
#include <sys/time.h>

#include "port/board_family.h"

FakeCore fake;

unsigned long millis() { return fake.now_ms; }
void delay(unsigned long ms) { fake.now_ms += ms; }
void yield() {}
void pinMode(uint8_t, uint8_t) {}
void digitalWrite(uint8_t pin, uint8_t value) { fake.pins[pin] = value; }
int digitalRead(uint8_t pin) { return pin == fake.shorted_pin ? LOW : fake.pins[pin]; }

HardwareSerial Serial;
void HardwareSerial::begin(unsigned long) {}
size_t HardwareSerial::write(uint8_t byte) {
    fake.serial_out += static_cast<char>(byte);
    return 1;
}
size_t HardwareSerial::write(const uint8_t* buffer, size_t size) {
    fake.serial_out.append(reinterpret_cast<const char*>(buffer), size);
    return size;
}
int HardwareSerial::available() { return static_cast<int>(fake.serial_in.size()); }
int HardwareSerial::read() {
    const int byte = static_cast<uint8_t>(fake.serial_in.at(0));
    fake.serial_in.erase(0, 1);
    return byte;
}
int HardwareSerial::peek() { return -1; }
void HardwareSerial::flush() {}

ESP8266WiFiClass WiFi;
wl_status_t ESP8266WiFiClass::status() { return fake.wifi_is_there ? WL_CONNECTED : WL_DISCONNECTED; }
uint32_t EspClass::getFlashChipSize() { return static_cast<uint32_t>(fake.chip.size()); }
uint32_t EspClass::getSketchSize() { return fake.program_bytes; }
bool EspClass::flashEraseSector(uint32_t sector) {
    fake.chip.replace(sector * 4096, 4096, 4096, '\xFF');
    return !fake.is_worn;
}
bool EspClass::flashWrite(uint32_t address, const uint32_t* data, size_t size) {
    const auto* bytes = reinterpret_cast<const char*>(data);
    for (size_t i = 0; i < size; i++) {
        fake.chip.at(address + i) = static_cast<char>(fake.chip[address + i] & bytes[i]);
    }
    return address % 4 == 0 && size % 4 == 0 && !fake.is_worn;
}
bool EspClass::flashRead(uint32_t address, uint32_t* data, size_t size) {
    memcpy(data, &fake.chip.at(address + size - 1) - (size - 1), size);
    return address % 4 == 0 && size % 4 == 0 && !fake.is_worn;
}

bool ESP8266WiFiClass::disconnect(bool) { return true; }
IPAddress ESP8266WiFiClass::localIP() { return IPAddress(); }
IPAddress::IPAddress() = default;
String IPAddress::toString() const { return String("192.0.2.7"); }

EEPROMClass EEPROM;
uint8_t EEPROMClass::read(int const address) {
    return static_cast<size_t>(address) < fake.eeprom.size() ? static_cast<uint8_t>(fake.eeprom[address]) : 0;
}
void EEPROMClass::write(int const address, uint8_t const value) { fake.eeprom.at(address) = static_cast<char>(value); }
bool EEPROMClass::commit() { return !fake.eeprom.empty(); }
size_t EEPROMClass::length() { return fake.eeprom.size(); }

// The linker puts these in the place of the host's: no test may set this machine's clock.
extern "C" int __wrap_gettimeofday(struct timeval* now, void*) {
    now->tv_sec = fake.unix_us / 1000000;
    now->tv_usec = fake.unix_us % 1000000;
    return 0;
}
extern "C" int __wrap_settimeofday(const struct timeval* now, const struct timezone*) {
    fake.unix_us = int64_t{now->tv_sec} * 1000000 + now->tv_usec;
    return 0;
}

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
size_t Print::println(const __FlashStringHelper* text) { return println(reinterpret_cast<const char*>(text)); }
size_t Print::println(const char text[]) {
    const std::string line = std::string(text) + "\r\n";
    return write(reinterpret_cast<const uint8_t*>(line.data()), line.size());
}
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
const String& HTTPClient::header(const char* name) {
    static String value;
    value = String((strcmp(name, "Retry-After") == 0 ? fake.retry_after : fake.transfer_encoding).c_str());
    return value;
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

namespace {

std::string& content_of(Place place) { return fake.places[static_cast<int>(place)]; }

}  // namespace

const or_family kFamily = OR_ESP8266;
const char* const kDriver = "fake";
const bool kCanProgramAgain = true;

or_reset reset_reason() { return static_cast<or_reset>(fake.reset); }
bool read_mac(uint8_t mac[6], const char*& reason) {
    fake.mac_reads++;
    reason = fake.mac_fault.c_str();
    if (!fake.mac_fault.empty()) {
        return false;
    }
    const uint8_t own[6] = {0x5C, 0xCF, 0x7F, 0x14, 0x6A, 0x18};
    memcpy(mac, own, sizeof own);
    return true;
}
uint32_t random_32() { return 0xA5; }
void restart() { fake.restarts++; }
void read_mark(uint32_t words[kMarkWords]) { memcpy(words, fake.mark, sizeof fake.mark); }
void write_mark(const uint32_t words[kMarkWords]) { memcpy(fake.mark, words, sizeof fake.mark); }
void join(const char* ssid, const char*, uint32_t) { fake.ssid = ssid; }
void trust(SecureClient&, const char*, bool is_again) { fake.is_again = is_again; }
bool take_longer_records(SecureClient&) {
    const bool is_taken = fake.code == -1 && fake.code_with_longer_records != 0;
    fake.code = is_taken ? fake.code_with_longer_records : fake.code;
    return is_taken;
}
void watch() { fake.is_watched = true; }
void feed() { fake.fed++; }
int32_t handshake_failure(SecureClient&) { return fake.handshake_failure; }
bool eeprom_begin(size_t bytes) {
    fake.eeprom.resize(bytes, '\xFF');
    return true;
}
bool eeprom_erase() {
    fake.eeprom.clear();
    return true;
}
bool read_place(Place place, uint8_t* data, size_t bytes) {
    memset(data, 0xFF, bytes);
    const std::string& content = content_of(place);
    memcpy(data, content.data(), bytes < content.size() ? bytes : content.size());
    return true;
}
bool write_place(Place place, const uint8_t* data, size_t bytes) {
    if (!fake.is_worn && fake.cut_after >= 0) {
        // Erased, and as much of it programmed as there was time for.
        content_of(place).assign(reinterpret_cast<const char*>(data), static_cast<size_t>(fake.cut_after));
        return false;
    }
    if (!fake.is_worn) {
        content_of(place).assign(reinterpret_cast<const char*>(data), bytes);
    }
    return !fake.is_worn;
}
bool erase_place(Place place) {
    if (fake.erasures_left == 0) {
        return false;
    }
    fake.erasures_left -= fake.erasures_left > 0 ? 1 : 0;
    fake.places.erase(static_cast<int>(place));
    return true;
}
bool program_place_again(Place place, const uint8_t* data, size_t bytes) {
    fake.programmed_again[static_cast<int>(place)].assign(reinterpret_cast<const char*>(data), bytes);
    return true;
}

}  // namespace family
