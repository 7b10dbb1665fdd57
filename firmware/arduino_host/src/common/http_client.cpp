// A request of an HTTPClient: from its URL to the last byte that is sent.
#include "oceanhil/http_client.h"

#include <machine.h>
#include <string.h>

#include "oceanhil/base64_text.h"

namespace oceanhil {

namespace {

// The cores have two names for it.
constexpr int kNoConnection = -1;

bool is_fixed(const String& name) {
    return name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("User-Agent") || name.equalsIgnoreCase("Host");
}

}  // namespace

bool HttpClient::begin_at(const HttpUrl& url) {
    if (!url.is_there) {
        return false;
    }
    forget_answer();
    headers_ = "";
    protocol_ = url.protocol;
    port_ = url.port;
    if (url.credentials.length() > 0) {
        credentials_ = url.credentials;
    }
    leave_other_host(url.host);
    host_ = url.host;
    path_ = url.path;
    return true;
}

void HttpClient::begin_at(const String& host, uint16_t port, const String& path, bool is_secure) {
    leave_other_host(host);
    forget_answer();
    headers_ = "";
    host_ = host;
    port_ = port;
    path_ = path;
    protocol_ = is_secure ? "https" : "http";
}

void HttpClient::leave_other_host(const String& host) {
    if (host_.length() > 0 && host_ != host) {
        can_reuse_ = false;
        disconnect(true);
    }
}

void HttpClient::forget_answer() {
    status_ = 0;
    size_ = -1;
    location_ = "";
    payload_.reset();
}

void HttpClient::end() {
    disconnect(false);
    forget_answer();
    headers_ = "";
}

void HttpClient::disconnect(bool keeps_client) {
    if (!connected()) {
        if (http::kEndForgetsClosed && !keeps_client) {
            client_.reset();
        }
        return;
    }
    while (client_->available() > 0) {
        client_->read();
    }
    if (reuses_ && can_reuse_) {
        return;
    }
    client_->stop();
    if (!keeps_client) {
        client_.reset();
    }
}

bool HttpClient::connected() { return client_ != nullptr && (client_->available() > 0 || client_->connected() != 0); }

int HttpClient::conclude(int outcome) {
    if (outcome < 0 && connected()) {
        client_->stop();
    }
    return outcome;
}

void HttpClient::setAuthorization(const char* user, const char* password) {
    if (user != nullptr && password != nullptr) {
        const String both = String(user) + ":" + password;
        credentials_ = base64_text(reinterpret_cast<const uint8_t*>(both.c_str()), both.length());
    }
}

void HttpClient::setAuthorization(const char* encoded) {
    if (encoded != nullptr) {
        credentials_ = encoded;
        credentials_.replace("\n", "");
    }
}

void HttpClient::setTimeout(uint16_t timeout) {
    timeout_ms_ = timeout;
    if (connected()) {
        client_->setTimeout(timeout);
    }
}

void HttpClient::useHTTP10(bool usehttp10) {
    is_http_1_0_ = usehttp10;
    reuses_ = !usehttp10;
}

bool HttpClient::setURL(const String& url) {
    if (url.length() > 0 && url[0] == '/') {
        forget_answer();
        headers_ = "";
        path_ = url;
        return true;
    }
    if (!url.startsWith(protocol_ + ":")) {
        return false;
    }
    can_reuse_ = false;
    disconnect(true);
    return begin_at(HttpUrl(url));
}

void HttpClient::addHeader(const String& name, const String& value, bool first, bool replace) {
    if (is_fixed(name) || (name.equalsIgnoreCase("Authorization") && credentials_.length() > 0)) {
        return;
    }
    const String beginning = name + ": ";
    const int there = replace ? headers_.indexOf(beginning) : -1;
    if (there >= 0) {
        const auto from = static_cast<unsigned>(there);
        const auto to = static_cast<unsigned>(headers_.indexOf('\n', from) + 1);
        headers_ = headers_.substring(0, from) + headers_.substring(to);
    }
    const String line = beginning + value + "\r\n";
    headers_ = first ? line + headers_ : headers_ + line;
}

int HttpClient::sendRequest(const char* type, const String& payload) {
    return sendRequest(type, reinterpret_cast<const uint8_t*>(payload.c_str()), payload.length());
}

int HttpClient::sendRequest(const char* type, const uint8_t* payload, size_t size) {
    Request request = {type, payload, payload == nullptr ? 0 : size};
    const String headers = headers_;
    int outcome = exchange(request);
    for (uint16_t redirections = 0; redirections < redirect_limit_ && redirect(request, outcome); ++redirections) {
        if (http::kRedirectsWithHeaders) {
            headers_ = headers;
        }
        outcome = exchange(request);
    }
    return conclude(outcome);
}

int HttpClient::exchange(const Request& request) {
    if (collects_all_) {
        collected_.clear();
    }
    for (Header& each : collected_) {
        each.value = "";
    }
    if (!connect()) {
        return kNoConnection;
    }
    add_cookies();
    if (request.size > 0 || http::kAnnouncesNoBody) {
        addHeader("Content-Length", String(static_cast<unsigned>(request.size)));
    }
    if (!send_head(request.type)) {
        return HTTPC_ERROR_SEND_HEADER_FAILED;
    }
    if (request.size > 0 && client_->write(request.payload, request.size) != request.size) {
        return HTTPC_ERROR_SEND_PAYLOAD_FAILED;
    }
    return read_head();
}

bool HttpClient::redirect(Request& request, int status) {
    if (follows_ == HTTPC_DISABLE_FOLLOW_REDIRECTS || location_.length() == 0) {
        return false;
    }
    const String location = location_;
    if (status == HTTP_CODE_MOVED_PERMANENTLY || status == HTTP_CODE_TEMPORARY_REDIRECT) {
        const bool is_allowed = follows_ == HTTPC_FORCE_FOLLOW_REDIRECTS || strcmp(request.type, "GET") == 0 ||
                                strcmp(request.type, "HEAD") == 0;
        return is_allowed && setURL(location);
    }
    if ((status == HTTP_CODE_FOUND || status == HTTP_CODE_SEE_OTHER) && setURL(location)) {
        request = {"GET", nullptr, 0};
        return true;
    }
    return false;
}

int HttpClient::sendRequest(const char* type, Stream* stream, size_t size) {
    if (stream == nullptr) {
        return conclude(HTTPC_ERROR_NO_STREAM);
    }
    if (!connect()) {
        return conclude(kNoConnection);
    }
    add_cookies();
    if (size > 0) {
        addHeader("Content-Length", String(static_cast<unsigned>(size)));
    }
    if (!send_head(type)) {
        return conclude(HTTPC_ERROR_SEND_HEADER_FAILED);
    }
    return conclude(send_stream(*stream, size) ? read_head() : HTTPC_ERROR_SEND_PAYLOAD_FAILED);
}

bool HttpClient::send_stream(Stream& from, size_t size) {
    uint8_t piece[HTTP_TCP_BUFFER_SIZE];
    size_t sent = 0;
    while (connected() && (size == 0 || sent < size)) {
        const size_t wanted = size == 0 ? sizeof piece : size - sent;
        const size_t taken = from.readBytes(piece, wanted < sizeof piece ? wanted : sizeof piece);
        if (taken == 0 || client_->write(piece, taken) != taken) {
            break;
        }
        sent += taken;
    }
    return size == 0 || sent == size;
}

bool HttpClient::connect() {
    if (connected() && (http::kReusesWhatIsOpen || (reuses_ && can_reuse_))) {
        while (client_->available() > 0) {
            client_->read();
        }
        return true;
    }
    return client_ != nullptr && open() && connected();
}

bool HttpClient::send_head(const char* type) {
    if (!connected()) {
        return false;
    }
    String head = String(type) + " " + path_ + (is_http_1_0_ ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    head += "Host: " + host_;
    // Both ports are left out whatever the protocol is.
    if (port_ != 80 && port_ != 443) {
        head += ":" + String(static_cast<unsigned>(port_));
    }
    head += "\r\n" + fixed_headers() + headers_ + "\r\n";
    return client_->write(reinterpret_cast<const uint8_t*>(head.c_str()), head.length()) == head.length();
}

}  // namespace oceanhil
