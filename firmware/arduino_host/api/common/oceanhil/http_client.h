/// What the `HTTPClient` of all cores does alike; they come from one source and have grown apart since.
///
/// A family's class adds how a request begins (`begin`) and defines the members that are marked as its own. What they
/// do is told by the cores' `HTTPClient.cpp`; where one keeps what another forgets, ours do so, too.
#ifndef OCEANHIL_HTTP_CLIENT_H
#define OCEANHIL_HTTP_CLIENT_H

#include <Stream.h>
#include <WString.h>
#include <WiFiClient.h>

// The cores' own compiler brings it along with <functional>.
#include <algorithm>
#include <memory>
#include <vector>

#include "oceanhil/http_codes.h"
#include "oceanhil/http_cookies.h"
#include "oceanhil/http_habits.h"

namespace oceanhil {

/// A URL in its parts.
struct HttpUrl {
    explicit HttpUrl(const String& text);

    bool is_there = false;
    String protocol;
    String credentials;
    String host;
    uint16_t port = 0;
    String path;
};

class HttpClient {
  public:
    HttpClient() = default;
    HttpClient(HttpClient&&) = default;
    HttpClient& operator=(HttpClient&&) = default;

    void end();
    bool connected();

    void setReuse(bool reuse) { reuses_ = reuse; }
    void setUserAgent(const String& userAgent) { user_agent_ = userAgent; }
    void setAuthorization(const char* user, const char* password);
    void setAuthorization(const char* encoded);
    void setAuthorization(const String& encoded) { setAuthorization(encoded.c_str()); }
    /// How long an answer may take to go on, in milliseconds.
    void setTimeout(uint16_t timeout);
    void setFollowRedirects(followRedirects_t follow) { follows_ = follow; }
    void setRedirectLimit(uint16_t limit) { redirect_limit_ = limit; }
    bool setURL(const String& url);
    void useHTTP10(bool usehttp10 = true);

    int GET() { return sendRequest("GET"); }
    int POST(const uint8_t* payload, size_t size) { return sendRequest("POST", payload, size); }
    int POST(const String& payload) { return sendRequest("POST", payload); }
    int PUT(const uint8_t* payload, size_t size) { return sendRequest("PUT", payload, size); }
    int PUT(const String& payload) { return sendRequest("PUT", payload); }
    int PATCH(const uint8_t* payload, size_t size) { return sendRequest("PATCH", payload, size); }
    int PATCH(const String& payload) { return sendRequest("PATCH", payload); }
    int sendRequest(const char* type, const String& payload);
    int sendRequest(const char* type, const uint8_t* payload = nullptr, size_t size = 0);
    int sendRequest(const char* type, Stream* stream, size_t size = 0);

    void addHeader(const String& name, const String& value, bool first = false, bool replace = true);
    void collectHeaders(const char* headerKeys[], const size_t headerKeysCount);
    String header(const char* name);
    String header(size_t i) { return i < collected_.size() ? collected_[i].value : String(); }
    String headerName(size_t i) { return i < collected_.size() ? collected_[i].name : String(); }
    int headers() { return static_cast<int>(collected_.size()); }
    bool hasHeader(const char* name);

    /// What Content-Length says, -1 if there is none.
    int getSize() { return size_; }
    const String& getLocation() { return location_; }

    WiFiClient& getStream();
    WiFiClient* getStreamPtr();
    /// The family's own: writes the body; gives how many bytes it had, or an error.
    int writeToStream(Print* to);

    /// The family's own.
    static String errorToString(int error);

  protected:
    struct Header {
        String name;
        String value;
    };

    /// Takes the parts of a URL. Another host than before ends the connection.
    bool begin_at(const HttpUrl& url);
    void begin_at(const String& host, uint16_t port, const String& path, bool is_secure);
    void leave_other_host(const String& host);

    void disconnect(bool keeps_client);
    /// Ends the connection if there was an error; gives the error.
    int conclude(int outcome);
    void forget_answer();
    /// The family's own: connects, with its time-outs.
    bool open();
    /// The family's own: what each request says before the headers of the sketch.
    String fixed_headers();
    /// The family's own: an answer's head is read, and its body comes next.
    void answer_begins();
    /// The family's own: what a sketch reads the body from.
    WiFiClient* body_stream();
    /// Takes a body in chunks to its end; gives how many bytes it had, or an error.
    int take_chunks(Print& to);
    /// The family's own: takes so many bytes of the body, -1: all that come. Gives how many came, or an error.
    int take_bytes(Print& to, int bytes);
    /// The body, as often as it is asked for, or only this once.
    const String& body_once();
    String body_now();

    std::shared_ptr<WiFiClient> client_;
    /// What the body is read from where that is something else.
    std::shared_ptr<WiFiClient> body_;
    String protocol_;
    String host_;
    uint16_t port_ = 0;
    String path_;
    String headers_;
    String credentials_;
    String authorization_type_ = "Basic";
    String user_agent_ = http::kUserAgent;
    std::vector<Header> collected_;
    /// Whether an answer's headers are kept whatever their names.
    bool collects_all_ = false;
    bool reuses_ = true;
    bool can_reuse_ = false;
    bool is_http_1_0_ = false;
    uint16_t timeout_ms_ = HTTPCLIENT_DEFAULT_TCP_TIMEOUT;
    int32_t connect_timeout_ms_ = HTTPCLIENT_DEFAULT_TCP_TIMEOUT;
    followRedirects_t follows_ = HTTPC_DISABLE_FOLLOW_REDIRECTS;
    uint16_t redirect_limit_ = 10;
    int status_ = 0;
    int size_ = -1;
    String location_;
    String accept_encoding_ = "identity;q=1,chunked;q=0.1,*;q=0";
    /// The sketch keeps the cookies, where a family has them, and each request has those of its host.
    CookieJar* jar_ = nullptr;
    std::unique_ptr<String> payload_;
    transferEncoding_t encoding_ = HTTPC_TE_IDENTITY;

  private:
    struct Request {
        const char* type;
        const uint8_t* payload;
        size_t size;
    };

    /// What the lines before a body have said so far.
    struct Head {
        bool has_status = false;
        bool is_complete = false;
        String date;
        String transfer_encoding;
    };

    bool connect();
    bool send_head(const char* type);
    bool send_stream(Stream& from, size_t size);
    int exchange(const Request& request);
    int read_head();
    void take_line(String line, Head& head);
    void take_status(const String& line);
    void take_header(const String& name, const String& value, Head& head);
    void collect(const String& name, const String& value);
    void add_cookies();
    void keep_cookie(const String& date, const String& said);
    int judge(const Head& head);
    /// Turns a request into the one that follows a redirection; false if none is followed.
    bool redirect(Request& request, int status);
};

}  // namespace oceanhil

#endif
