#include "oceanhil/web_server.h"

#include "oceanhil/digits.h"
#include "oceanhil/http_codes.h"

namespace oceanhil {

const String& no_text() {
    static const String none;
    return none;
}

bool WebVisitor::authenticate(const char* username, const char* password) {
    (void)username;
    (void)password;
    return false;
}

void WebAnswer::send(int code, const char* content_type, const String& content) {
    (void)code;
    (void)content_type;
    (void)content;
}

void WebAnswer::send(int code, char* content_type, const String& content) {
    send(code, const_cast<const char*>(content_type), content);
}

void WebAnswer::send(int code, const String& content_type, const String& content) {
    send(code, content_type.c_str(), content);
}

void WebAnswer::send(int code, const char* content_type, const char* content) { send_P(code, content_type, content); }

void WebAnswer::send(int code, const char* content_type, const char* content, size_t content_length) {
    send_P(code, content_type, content, content_length);
}

void WebAnswer::send(int code, const char* content_type, const uint8_t* content, size_t content_length) {
    send_P(code, content_type, reinterpret_cast<const char*>(content), content_length);
}

#ifdef ARDUINO_ARCH_ESP8266
void WebAnswer::send(int code, const char* content_type, Stream& stream, size_t content_length) {
    (void)stream;
    send_P(code, content_type, "", content_length);
}
#endif

void WebAnswer::send_P(int code, PGM_P content_type, PGM_P content) { send(code, content_type, String(content)); }

void WebAnswer::send_P(int code, PGM_P content_type, PGM_P content, size_t contentLength) {
    (void)code;
    (void)content_type;
    (void)content;
    (void)contentLength;
}

void WebAnswer::sendHeader(const String& name, const String& value, bool first) {
    (void)name;
    (void)value;
    (void)first;
}

void WebAnswer::setContentLength(size_t contentLength) { (void)contentLength; }

void WebAnswer::sendContent(const String& content) { (void)content; }

void WebAnswer::sendContent(const char* content, size_t size) { sendContent_P(content, size); }

void WebAnswer::sendContent_P(PGM_P content) { (void)content; }

void WebAnswer::sendContent_P(PGM_P content, size_t size) {
    (void)content;
    (void)size;
}

void WebAnswer::enableCORS(bool enable) { (void)enable; }

String WebAnswer::urlDecode(const String& text) {
    String decoded;
    for (unsigned int each = 0; each < text.length(); ++each) {
        const bool is_coded = text[each] == '%' && each + 2 < text.length();
        decoded += is_coded ? static_cast<char>(strtol(text.substring(each + 1, each + 3).c_str(), nullptr, 16))
                            : (text[each] == '+' ? ' ' : text[each]);
        each += is_coded ? 2 : 0;
    }
    return decoded;
}

}  // namespace oceanhil
