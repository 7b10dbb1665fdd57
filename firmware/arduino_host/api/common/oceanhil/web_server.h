/// A web server of a sketch: what it would answer is registered, and nobody asks, for nobody else is in a simulated
/// network. What belongs to a request is as it is without one.
#ifndef OCEANHIL_WEB_SERVER_H
#define OCEANHIL_WEB_SERVER_H

#include <IPAddress.h>
#include <WString.h>
#include <WiFiClient.h>

#include <functional>
#include <vector>

enum HTTPMethod { HTTP_ANY, HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS };
enum HTTPAuthMethod { BASIC_AUTH, DIGEST_AUTH };

#define CONTENT_LENGTH_UNKNOWN (static_cast<size_t>(-1))
#define CONTENT_LENGTH_NOT_SET (static_cast<size_t>(-2))

namespace oceanhil {

class WebServer {
  public:
    using THandlerFunction = std::function<void()>;

    explicit WebServer(int port = 80) : port_(static_cast<uint16_t>(port)) {}
    WebServer(IPAddress address, int port = 80) : WebServer(port) { (void)address; }

    void begin() { is_listening_ = true; }
    void begin(uint16_t port);
    void handleClient() {}
    void close() { is_listening_ = false; }
    void stop() { close(); }

    void on(const String& uri, THandlerFunction handler) { on(uri, HTTP_ANY, std::move(handler)); }
    void on(const String& uri, HTTPMethod method, THandlerFunction handler);
    void on(const String& uri, HTTPMethod method, THandlerFunction handler, THandlerFunction upload);
    void onNotFound(THandlerFunction handler) { not_found_ = std::move(handler); }
    void onFileUpload(THandlerFunction handler) { upload_ = std::move(handler); }
    void collectHeaders(const char* headerKeys[], const size_t headerKeysCount);

    String uri() const { return String(); }
    HTTPMethod method() const { return HTTP_ANY; }
    WiFiClient client() { return WiFiClient(); }
    bool authenticate(const char* username, const char* password);
    void requestAuthentication(HTTPAuthMethod mode = BASIC_AUTH, const char* realm = nullptr);
    int args() const { return 0; }
    String arg(const String& name) const;
    String arg(int i) const;
    String argName(int i) const { return arg(i); }
    bool hasArg(const String& name) const { return arg(name).length() > 0; }
    int headers() const { return static_cast<int>(collected_.size()); }
    String header(const String& name) const { return arg(name); }
    bool hasHeader(const String& name) const { return hasArg(name); }

    // To nobody.
    void send(int code, const char* content_type = nullptr, const String& content = String());
    void send(int code, const String& content_type, const String& content);
    void sendHeader(const String& name, const String& value, bool first = false);
    void setContentLength(size_t contentLength);
    void sendContent(const String& content);

  private:
    struct Handler {
        String uri;
        HTTPMethod method;
        THandlerFunction handle;
        THandlerFunction upload;
    };

    uint16_t port_;
    bool is_listening_ = false;
    std::vector<Handler> handlers_;
    std::vector<String> collected_;
    THandlerFunction not_found_;
    THandlerFunction upload_;
};

}  // namespace oceanhil

#endif
