/// `WebServer` of arduino-esp32 3.x. Facts: libraries/WebServer/src/WebServer.h.
#ifndef WEBSERVER_H
#define WEBSERVER_H

#include <WiFi.h>
#if __has_include(<FS.h>)
#include <FS.h>
#endif

#include "HTTP_Method.h"
#include "detail/mimetable.h"
#include "oceanhil/web_server.h"
#include "oceanhil/web_upload.h"

enum HTTPAuthMethod { BASIC_AUTH, DIGEST_AUTH, OTHER_AUTH };

#define HTTP_MAX_BASIC_AUTH_LEN 256

class WebServer;

/// What runs before a handler, and round it.
class Middleware {
  public:
    using Callback = std::function<bool()>;
    using Function = std::function<bool(WebServer& server, Callback next)>;

    virtual ~Middleware() = default;
    virtual bool run(WebServer& server, Callback next) { return (void)server, next(); }
};

class RequestHandler : public oceanhil::WebHandler<WebServer, const String&> {
  public:
    RequestHandler& setFilter(std::function<bool(WebServer&)>) override { return *this; }
    RequestHandler& addMiddleware(Middleware* middleware) { return (void)middleware, *this; }
    RequestHandler& addMiddleware(Middleware::Function fn) { return (void)fn, *this; }
    RequestHandler& removeMiddleware(Middleware* middleware) { return (void)middleware, *this; }
};

class WebServer : public oceanhil::WebListener<WiFiServer>,
                  public oceanhil::WebRequest<String>,
                  public oceanhil::WebAnswer,
                  public oceanhil::WebVisitor,
                  public oceanhil::WebUpload,
                  public oceanhil::WebRoutes<WebServer, RequestHandler, HTTPMethod, HTTP_ANY> {
  public:
    using THandlerFunctionAuthCheck =
        std::function<String*(HTTPAuthMethod mode, String enteredUsernameOrReq, String extraParams[])>;
    using ETagFunction = std::function<String(fs::FS& fs, const String& fName)>;

    WebServer(IPAddress addr, int port = 80) : WebListener(addr, port) {}
    WebServer(int port = 80) : WebListener(port) {}

    const String AuthTypeDigest = "Digest";
    const String AuthTypeBasic = "Basic";

    HTTPMethod method() const { return HTTP_ANY; }
    String version() const { return "HTTP/1.0"; }
    using WebVisitor::authenticate;
    bool authenticate(THandlerFunctionAuthCheck fn) { return (void)fn, false; }
    bool authenticateBasicSHA1(const char* username, const char* sha1) { return authenticate(username, sha1); }
    void requestAuthentication(HTTPAuthMethod mode = BASIC_AUTH, const char* realm = nullptr,
                               const String& authFailMsg = String());
    void collectAllHeaders() {}

    WebServer& addMiddleware(Middleware* middleware) { return (void)middleware, *this; }
    WebServer& addMiddleware(Middleware::Function fn) { return (void)fn, *this; }
    WebServer& removeMiddleware(Middleware* middleware) { return (void)middleware, *this; }

    /// Of the answer to the request under way: none.
    int responseCode() const { return 0; }
    int responseHeaders() const { return 0; }
    void chunkResponseBegin(const char* contentType = "text/plain") { send(200, contentType); }
    void chunkWrite(const char* data, size_t length) { sendContent(data, length); }
    void chunkResponseEnd() { sendContent(""); }
    void enableDelay(bool value) { (void)value; }
    void enableCrossOrigin(bool value = true) { enableCORS(value); }
    void enableETag(bool enable, ETagFunction fn = nullptr) { (void)enable, (void)fn; }
};

inline void WebServer::requestAuthentication(HTTPAuthMethod mode, const char* realm, const String& authFailMsg) {
    (void)mode;
    (void)realm;
    send(401, "text/html", authFailMsg);
}

#endif
