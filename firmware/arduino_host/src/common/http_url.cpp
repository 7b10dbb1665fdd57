#include "oceanhil/base64_text.h"
#include "oceanhil/http_client.h"

namespace oceanhil {

namespace {

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;
constexpr unsigned kSlashes = 3;

/// Takes what stands before a letter, and the letter, off a text; nothing if there is none.
String taken_off(String& text, char letter) {
    const int at = text.indexOf(letter);
    if (at < 0) {
        return String();
    }
    const String before = text.substring(0, static_cast<unsigned>(at));
    text.remove(0, static_cast<unsigned>(at) + 1);
    return before;
}

}  // namespace

HttpUrl::HttpUrl(const String& text) {
    const int colon = text.indexOf(':');
    if (colon < 0) {
        return;
    }
    protocol = text.substring(0, static_cast<unsigned>(colon));
    if (http::kLowersProtocol) {
        protocol.toLowerCase();
    }
    is_there = protocol == "http" || protocol == "https";
    port = protocol == "https" ? kHttpsPort : kHttpPort;
    String rest = text.substring(static_cast<unsigned>(colon) + kSlashes);
    const int slash = rest.indexOf('/');
    path = slash < 0 ? String("/") : rest.substring(static_cast<unsigned>(slash));
    host = slash < 0 ? rest : rest.substring(0, static_cast<unsigned>(slash));
    const String user = taken_off(host, '@');
    credentials = base64_text(reinterpret_cast<const uint8_t*>(user.c_str()), user.length());
    const String name = taken_off(host, ':');
    if (name.length() > 0) {
        port = static_cast<uint16_t>(host.toInt());
        host = name;
    }
}

}  // namespace oceanhil
