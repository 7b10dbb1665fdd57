/// `ESP8266WebServer` of the ESP8266's core. Facts: libraries/ESP8266WebServer/src/ESP8266WebServer.h.
#ifndef ESP8266WEBSERVER_H
#define ESP8266WEBSERVER_H

#include <ESP8266WiFi.h>
#include <MD5Builder.h>
#if __has_include(<FS.h>)
#include <FS.h>
#endif

enum HTTPMethod { HTTP_ANY, HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS };
enum HTTPAuthMethod { BASIC_AUTH, DIGEST_AUTH };

#include "detail/mimetable.h"
#include "oceanhil/web_server.h"

#define WEBSERVER_HAS_HOOK 1
#define HTTP_DOWNLOAD_UNIT_SIZE 1460
#ifndef HTTP_UPLOAD_BUFLEN
#define HTTP_UPLOAD_BUFLEN 2048
#endif
#define HTTP_MAX_DATA_AVAILABLE_WAIT 30
#define HTTP_MAX_CLOSE_WAIT 2000

struct HTTPUpload {
    HTTPUploadStatus status;
    String filename;
    String name;
    String type;
    size_t totalSize;
    size_t currentSize;
    size_t contentLength;
    uint8_t buf[HTTP_UPLOAD_BUFLEN];
};

namespace esp8266webserver {

template <typename ServerType>
class ESP8266WebServerTemplate;

template <typename ServerType>
class RequestHandler {
  public:
    using WebServerType = ESP8266WebServerTemplate<ServerType>;

    virtual ~RequestHandler() = default;
    virtual bool canHandle(HTTPMethod, const String&) { return false; }
    virtual bool canUpload(const String&) { return false; }
    virtual bool handle(WebServerType&, HTTPMethod, const String&) { return false; }
    virtual void upload(WebServerType&, const String&, HTTPUpload&) {}
    virtual RequestHandler& setFilter(std::function<bool(WebServerType&)>) { return *this; }
    const String& pathArg(unsigned int i) { return pathArgs.at(i); }

  protected:
    std::vector<String> pathArgs;
};

template <typename ServerType>
class ESP8266WebServerTemplate : public oceanhil::WebListener<ServerType>,
                                 public oceanhil::WebRequest<const String&>,
                                 public oceanhil::WebAnswer,
                                 public oceanhil::WebVisitor,
                                 public oceanhil::WebRoutes<ESP8266WebServerTemplate<ServerType>,
                                                            RequestHandler<ServerType>, HTTPMethod, HTTP_ANY> {
  public:
    /// MD5 of `username:realm:password`, as a password that is kept so is compared with.
    static String credentialHash(const String& username, const String& realm, const String& password) {
        MD5Builder md5;
        md5.begin();
        md5.add(username + ':' + realm + ':' + password);
        md5.calculate();
        return md5.toString();
    }

    using ClientType = typename ServerType::ClientType;
    using RequestHandlerType = RequestHandler<ServerType>;
    using WebServerType = ESP8266WebServerTemplate<ServerType>;
    enum ClientFuture { CLIENT_REQUEST_CAN_CONTINUE, CLIENT_REQUEST_IS_HANDLED, CLIENT_MUST_STOP, CLIENT_IS_GIVEN };
    using ContentTypeFunction = String (*)(const String&);
    using HookFunction = std::function<ClientFuture(const String& method, const String& url, WiFiClient* client,
                                                    ContentTypeFunction contentType)>;
    using ETagFunction = std::function<String(fs::FS& fs, const String& fName)>;

    ESP8266WebServerTemplate(IPAddress addr, int port = 80) : oceanhil::WebListener<ServerType>(addr, port) {}
    ESP8266WebServerTemplate(int port = 80) : oceanhil::WebListener<ServerType>(port) {}

    HTTPMethod method() const { return HTTP_ANY; }
    HTTPUpload& upload() { return upload_; }
    bool authenticateDigest(const String& username, const String& H1) {
        return this->authenticate(username.c_str(), H1.c_str());
    }
    void requestAuthentication(HTTPAuthMethod mode = BASIC_AUTH, const char* realm = nullptr,
                               const String& authFailMsg = String()) {
        (void)mode;
        (void)realm;
        this->send(401, "text/html", authFailMsg);
    }

    using WebAnswer::send;
    void send(int code, const char* content_type, Stream* stream, size_t content_length = 0) {
        send(code, content_type, *stream, content_length);
    }
    using WebAnswer::sendContent;
    void sendContent(String& content) { sendContent(static_cast<const String&>(content)); }
    void sendContent(const char* content) { this->sendContent_P(content); }
    void sendContent(Stream* content, ssize_t content_length = 0) { (void)content, (void)content_length; }
    void sendContent(Stream& content, ssize_t content_length = 0) { sendContent(&content, content_length); }
    /// False, as for a client of HTTP/1.0.
    bool chunkedResponseModeStart_P(int code, PGM_P content_type) { return (void)code, (void)content_type, false; }
    bool chunkedResponseModeStart(int code, const char* content_type) {
        return chunkedResponseModeStart_P(code, content_type);
    }
    bool chunkedResponseModeStart(int code, const String& content_type) {
        return chunkedResponseModeStart_P(code, content_type.c_str());
    }
    void chunkedResponseFinalize() { sendContent(""); }
    void redirect(const String& url, const String& content = String()) {
        this->sendHeader("Location", url, true);
        send(302, "text/html", content);
    }
    void keepAlive(bool keepAlive) { keeps_alive_ = keepAlive; }
    bool keepAlive() { return keeps_alive_; }
    void enableETag(bool enable, ETagFunction fn = nullptr) { (void)enable, (void)fn; }
    void addHook(HookFunction hook) { hooks_.push_back(std::move(hook)); }
    template <typename From>
    size_t stream(From& from, const String& contentType, HTTPMethod requestMethod = HTTP_GET, ssize_t size = 0) {
        (void)from, (void)requestMethod;
        send(200, contentType, String());
        return static_cast<size_t>(size);
    }
    template <typename File>
    size_t streamFile(File& file, const String& contentType, HTTPMethod requestMethod = HTTP_GET) {
        return stream(file, contentType, requestMethod);
    }

  private:
    HTTPUpload upload_ = {};
    bool keeps_alive_ = false;
    std::vector<HookFunction> hooks_;
};

}  // namespace esp8266webserver

using ESP8266WebServer = esp8266webserver::ESP8266WebServerTemplate<WiFiServer>;
using RequestHandler = esp8266webserver::RequestHandler<WiFiServer>;

#endif
