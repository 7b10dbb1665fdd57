#include "oceanhil/web_server.h"

namespace oceanhil {

void WebServer::begin(uint16_t port) {
    port_ = port;
    begin();
}

void WebServer::on(const String& uri, HTTPMethod method, THandlerFunction handler) {
    on(uri, method, std::move(handler), nullptr);
}

void WebServer::on(const String& uri, HTTPMethod method, THandlerFunction handler, THandlerFunction upload) {
    handlers_.push_back({uri, method, std::move(handler), std::move(upload)});
}

void WebServer::collectHeaders(const char* headerKeys[], const size_t headerKeysCount) {
    collected_.assign(headerKeys, headerKeys + headerKeysCount);
}

bool WebServer::authenticate(const char* username, const char* password) {
    (void)username;
    (void)password;
    return false;
}

void WebServer::requestAuthentication(HTTPAuthMethod mode, const char* realm) {
    (void)mode;
    (void)realm;
}

String WebServer::arg(const String& name) const {
    (void)name;
    return String();
}

String WebServer::arg(int i) const {
    (void)i;
    return String();
}

void WebServer::send(int code, const char* content_type, const String& content) {
    (void)code;
    (void)content_type;
    (void)content;
}

void WebServer::send(int code, const String& content_type, const String& content) {
    send(code, content_type.c_str(), content);
}

void WebServer::sendHeader(const String& name, const String& value, bool first) {
    (void)name;
    (void)value;
    (void)first;
}

void WebServer::setContentLength(size_t contentLength) { (void)contentLength; }

void WebServer::sendContent(const String& content) { (void)content; }

}  // namespace oceanhil
