/// A web server of a sketch: what it would answer is registered, and nobody asks, for nobody else is in a simulated
/// network. What belongs to a request is as it is without one.
///
/// Facts: ESP8266WebServer.h, WebServer.h and HTTPServer.h of the three cores.
#ifndef OCEANHIL_WEB_SERVER_H
#define OCEANHIL_WEB_SERVER_H

#include <IPAddress.h>
#include <Stream.h>
#include <Uri.h>
#include <WString.h>
#include <WiFiServer.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

namespace fs {
class FS;
}

enum HTTPUploadStatus { UPLOAD_FILE_START, UPLOAD_FILE_WRITE, UPLOAD_FILE_END, UPLOAD_FILE_ABORTED };
enum HTTPClientStatus { HC_NONE, HC_WAIT_READ, HC_WAIT_CLOSE };

#define HTTP_MAX_DATA_WAIT 5000
#define HTTP_MAX_POST_WAIT 5000
#define HTTP_MAX_SEND_WAIT 5000

#define CONTENT_LENGTH_UNKNOWN (static_cast<size_t>(-1))
#define CONTENT_LENGTH_NOT_SET (static_cast<size_t>(-2))

namespace oceanhil {

/// A text of nothing.
const String& no_text();

/// What is asked of the request under way, and there is none. `Text`: what the core gives a text as.
template <typename Text>
class WebRequest {
  public:
    Text uri() const { return no_text(); }
    Text pathArg(unsigned int i) const { return none(i); }
    Text arg(const String& name) const { return none(name); }
    Text arg(int i) const { return none(i); }
    Text argName(int i) const { return none(i); }
    int args() const { return 0; }
    bool hasArg(const String& name) const { return none(name).length() > 0; }
    Text header(const String& name) const { return none(name); }
    Text header(int i) const { return none(i); }
    Text headerName(int i) const { return static_cast<size_t>(i) < collected_.size() ? collected_[i] : no_text(); }
    int headers() const { return static_cast<int>(collected_.size()); }
    bool hasHeader(const String& name) const { return none(name).length() > 0; }
    Text hostHeader() const { return no_text(); }
    void collectHeaders(const char* headerKeys[], const size_t headerKeysCount) {
        collected_.assign(headerKeys, headerKeys + headerKeysCount);
        collected_.insert(collected_.begin(), "Authorization");
    }
    template <typename... Names, typename = std::enable_if_t<(std::is_convertible_v<const Names&, String> && ...)>>
    void collectHeaders(const Names&... names) {
        collected_ = {"Authorization", String(names)...};
    }

  private:
    template <typename What>
    static const String& none(const What& what) {
        (void)what;
        return no_text();
    }

    std::vector<String> collected_;
};

/// What is sent to whoever asks, which is nobody.
class WebAnswer {
  public:
    void send(int code, const char* content_type = nullptr, const String& content = String());
    void send(int code, char* content_type, const String& content);
    void send(int code, const String& content_type, const String& content);
    void send(int code, const char* content_type, const char* content);
    void send(int code, const char* content_type, const char* content, size_t content_length);
    void send(int code, const char* content_type, const uint8_t* content, size_t content_length);
#ifdef ARDUINO_ARCH_ESP8266
    void send(int code, const char* content_type, Stream& stream, size_t content_length = 0);
#endif
    void send_P(int code, PGM_P content_type, PGM_P content);
    void send_P(int code, PGM_P content_type, PGM_P content, size_t contentLength);
    void sendHeader(const String& name, const String& value, bool first = false);
    void setContentLength(size_t contentLength);
    void sendContent(const String& content);
    void sendContent(const char* content, size_t size);
    void sendContent_P(PGM_P content);
    void sendContent_P(PGM_P content, size_t size);
    void enableCORS(bool enable = true);

    /// The word that belongs to a number (RFC 9110), nothing for one that is none.
    static String responseCodeToString(int code);
    /// Takes `%41` and `+` for what they stand for.
    static String urlDecode(const String& text);

    template <typename File>
    size_t streamFile(File& file, const String& contentType, int code = 200) {
        send(code, contentType, no_text());
        (void)file;
        return 0;
    }
};

/// Who may ask: without a request nobody.
class WebVisitor {
  public:
    bool authenticate(const char* username, const char* password);
};

/// Handlers and their routes. `Server`: the class that sketches know; `Handler`: that of its handlers; `kAny`: the
/// number that stands for any method.
template <typename Server, typename Handler, typename Method, int kAny>
class WebRoutes {
  public:
    using THandlerFunction = std::function<void()>;
    using FilterFunction = std::function<bool(Server&)>;

    Handler& on(const Uri& uri, THandlerFunction handler) {
        return on(uri, static_cast<Method>(kAny), std::move(handler));
    }
    Handler& on(const Uri& uri, Method method, THandlerFunction handler) {
        return on(uri, method, std::move(handler), nullptr);
    }
    Handler& on(const Uri& uri, Method method, THandlerFunction handler, THandlerFunction upload) {
        routes_.push_back(std::make_unique<Route>(uri, method, std::move(handler), std::move(upload)));
        return routes_.back()->handler;
    }
    bool removeRoute(const String& uri) {
        return remove([&uri](const Route& each) { return each.is_for(uri); });
    }
    bool removeRoute(const String& uri, Method method) {
        return remove([&](const Route& each) { return each.method == method && each.is_for(uri); });
    }
    void addHandler(Handler* handler) { others_.push_back(handler); }
    bool removeHandler(Handler* handler) {
        const auto found = std::find(others_.begin(), others_.end(), handler);
        const bool is_there = found != others_.end();
        if (is_there) {
            others_.erase(found);
        }
        return is_there;
    }
    void serveStatic(const char* uri, fs::FS& fs, const char* path, const char* cache_header = nullptr) {
        (void)fs;
        (void)path;
        (void)cache_header;
        on(uri, nullptr);
    }
    void onNotFound(THandlerFunction handler) { not_found_ = std::move(handler); }
    void onFileUpload(THandlerFunction handler) { upload_ = std::move(handler); }

  private:
    struct Route {
        Route(const Uri& of, Method with, THandlerFunction handle, THandlerFunction take)
            : uri(of.clone()), method(with), handle(std::move(handle)), take(std::move(take)) {}
        bool is_for(const String& path) const {
            std::vector<String> parts;
            return uri->canHandle(path, parts);
        }

        std::unique_ptr<Uri> uri;
        Method method;
        THandlerFunction handle;
        THandlerFunction take;
        Handler handler;
    };

    template <typename Which>
    bool remove(Which which) {
        const size_t before = routes_.size();
        const auto is_meant = [&which](const std::unique_ptr<Route>& each) { return which(*each); };
        routes_.erase(std::remove_if(routes_.begin(), routes_.end(), is_meant), routes_.end());
        return routes_.size() < before;
    }

    std::vector<std::unique_ptr<Route>> routes_;
    std::vector<Handler*> others_;
    THandlerFunction not_found_;
    THandlerFunction upload_;
};

/// The server below; `Listening` is the core's.
template <typename Listening>
class WebListener {
  public:
    explicit WebListener(int port) : server_(static_cast<uint16_t>(port)) {}
    WebListener(IPAddress address, int port) : server_(address, static_cast<uint16_t>(port)) {}
    virtual ~WebListener() = default;

    virtual void begin() { server_.begin(); }
    virtual void begin(uint16_t port) { server_.begin(port); }
    virtual void handleClient() {}
    virtual void close() { server_.close(); }
    void stop() { close(); }
    Listening& getServer() { return server_; }
    typename Listening::ClientType& client() { return client_; }

  private:
    Listening server_;
    typename Listening::ClientType client_;
};

}  // namespace oceanhil

#endif
