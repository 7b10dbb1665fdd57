/// The web server of arduino-pico 5.x. Facts: libraries/WebServer/src/HTTPServer.h and WebServerTemplate.h.
#ifndef OCEANHIL_HTTPSERVER_H
#define OCEANHIL_HTTPSERVER_H

#include <WiFi.h>
#if __has_include(<FS.h>)
#include <FS.h>
#endif

#include "HTTP_Method.h"
#include "oceanhil/web_server.h"
#include "oceanhil/web_upload.h"

enum HTTPAuthMethod { BASIC_AUTH, DIGEST_AUTH };

#define WEBSERVER_HAS_HOOK 1
#define HTTP_MAX_DATA_AVAILABLE_WAIT 30

class HTTPServer;
class RequestHandler : public oceanhil::WebHandler<HTTPServer, String> {
  public:
    RequestHandler& setFilter(std::function<bool(HTTPServer&)>) override { return *this; }
};

class HTTPServer : public oceanhil::WebRequest<String>,
                   public oceanhil::WebAnswer,
                   public oceanhil::WebVisitor,
                   public oceanhil::WebUpload,
                   public oceanhil::WebRoutes<HTTPServer, RequestHandler, HTTPMethod, HTTP_ANY> {
  public:
    enum ClientFuture { CLIENT_REQUEST_CAN_CONTINUE, CLIENT_REQUEST_IS_HANDLED, CLIENT_MUST_STOP, CLIENT_IS_GIVEN };
    using ContentTypeFunction = String (*)(const String&);
    using HookFunction = std::function<ClientFuture(const String& method, const String& url, WiFiClient* client,
                                                    ContentTypeFunction contentType)>;

    HTTPMethod method() const { return HTTP_ANY; }
    void requestAuthentication(HTTPAuthMethod mode = BASIC_AUTH, const char* realm = nullptr,
                               const String& authFailMsg = String()) {
        (void)mode, (void)realm;
        send(401, "text/html", authFailMsg);
    }
    /// False, as for a client of HTTP/1.0.
    bool chunkedResponseModeStart_P(int code, PGM_P content_type) { return (void)code, (void)content_type, false; }
    bool chunkedResponseModeStart(int code, const char* content_type) {
        return chunkedResponseModeStart_P(code, content_type);
    }
    bool chunkedResponseModeStart(int code, const String& content_type) {
        return chunkedResponseModeStart_P(code, content_type.c_str());
    }
    void chunkedResponseFinalize() { sendContent(""); }
    void enableDelay(bool value) { (void)value; }
    void enableCrossOrigin(bool value = true) { enableCORS(value); }
    void addHook(HookFunction hook) { hooks_.push_back(std::move(hook)); }
    /// Who asks; nobody is connected.
    WiFiClient& client() { return client_; }

  private:
    WiFiClient client_;
    std::vector<HookFunction> hooks_;
};

template <typename ServerType, int DefaultPort = 80>
class WebServerTemplate : public oceanhil::WebListener<ServerType>, public HTTPServer {
  public:
    using ClientType = typename ServerType::ClientType;
    using HTTPServer::client;

    WebServerTemplate(IPAddress addr, int port = DefaultPort) : oceanhil::WebListener<ServerType>(addr, port) {}
    WebServerTemplate(int port = DefaultPort) : oceanhil::WebListener<ServerType>(port) {}
};

#endif
