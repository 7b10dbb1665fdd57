#include <HTTPClient.h>
#include <machine.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kPauseUs = 1000;

std::shared_ptr<WiFiClient> secured(const char* authority, const char* certificate, const char* key,
                                    bool has_bundle = false) {
    auto client = std::make_shared<NetworkClientSecure>();
    if (authority == nullptr && has_bundle) {
        client->useBuiltinCACertBundle();
    } else if (authority == nullptr) {
        client->setInsecure();
    } else {
        client->setCACert(authority);
        client->setCertificate(certificate);
        client->setPrivateKey(key);
    }
    return client;
}

/// The sketch's own client, which nobody here ends.
std::shared_ptr<WiFiClient> borrowed(WiFiClient& client) { return {std::shared_ptr<void>(), &client}; }

}  // namespace

HTTPClient::~HTTPClient() {
    if (client_ != nullptr) {
        client_->stop();
    }
}

bool HTTPClient::begin(WiFiClient& client, String url) {
    const oceanhil::HttpUrl parts(url);
    client_ = borrowed(client);
    return begin_at(parts);
}

bool HTTPClient::begin(WiFiClient& client, String host, uint16_t port, String uri, bool https) {
    client_ = borrowed(client);
    begin_at(host, port, uri, https);
    return true;
}

void HTTPClient::use_own(std::shared_ptr<WiFiClient> own) {
    own_ = std::move(own);
    client_ = own_;
}

bool HTTPClient::begin(String url) {
    if (!url.startsWith("http:")) {
        return begin(url, nullptr);
    }
    // An open connection of its own carries the next request to the same host, too.
    const oceanhil::HttpUrl parts(url);
    if (own_ == nullptr || client_ != own_ || protocol_ != "http") {
        use_own(std::make_shared<WiFiClient>());
    }
    return begin_at(parts);
}

bool HTTPClient::begin(String url, const char* CAcert) {
    const oceanhil::HttpUrl parts(url);
    if (parts.protocol != "https") {
        return false;
    }
    if (own_ == nullptr || client_ != own_ || protocol_ != "https" || !connected()) {
        use_own(secured(CAcert, nullptr, nullptr, has_bundle_));
    }
    return begin_at(parts);
}

bool HTTPClient::begin(String host, uint16_t port, String uri) {
    use_own(std::make_shared<WiFiClient>());
    begin_at(host, port, uri, false);
    return true;
}

bool HTTPClient::begin(String host, uint16_t port, String uri, const char* CAcert) {
    return begin(host, port, uri, CAcert, nullptr, nullptr);
}

bool HTTPClient::begin(String host, uint16_t port, String uri, const char* CAcert, const char* cli_cert,
                       const char* cli_key) {
    if (CAcert == nullptr || *CAcert == '\0') {
        return false;
    }
    use_own(secured(CAcert, cli_cert, cli_key));
    begin_at(host, port, uri, true);
    return true;
}

void HTTPClient::setAuthorizationType(const char* authType) {
    if (authType != nullptr) {
        authorization_type_ = authType;
    }
}

String HTTPClient::getString() { return getSize() > 0 || getSize() == -1 ? body_now() : String(); }

namespace oceanhil {

bool HttpClient::open() {
    if (client_->connect(host_.c_str(), port_, connect_timeout_ms_) == 0) {
        return false;
    }
    client_->setTimeout(timeout_ms_);
    return true;
}

String HttpClient::fixed_headers() {
    String headers = "User-Agent: " + user_agent_ + "\r\nConnection: ";
    headers += reuses_ ? "keep-alive\r\n" : "close\r\n";
    if (!is_http_1_0_) {
        headers += "Accept-Encoding: " + accept_encoding_ + "\r\n";
    }
    if (credentials_.length() > 0) {
        headers += "Authorization: " + authorization_type_ + " " + credentials_ + "\r\n";
    }
    return headers;
}

void HttpClient::answer_begins() {}

WiFiClient* HttpClient::body_stream() { return client_.get(); }

int HttpClient::writeToStream(Print* to) {
    if (to == nullptr) {
        return conclude(HTTPC_ERROR_NO_STREAM);
    }
    if (!connected()) {
        return conclude(HTTPC_ERROR_NOT_CONNECTED);
    }
    const int written = encoding_ == HTTPC_TE_CHUNKED ? take_chunks(*to) : take_bytes(*to, size_);
    if (written >= 0) {
        disconnect(true);
    }
    return conclude(written);
}

// There is no time-out here: whoever announces a body and leaves the connection open lets the sketch wait for ever.
int HttpClient::take_bytes(Print& to, int bytes) {
    uint8_t piece[HTTP_TCP_BUFFER_SIZE];
    int taken = 0;
    while (connected() && (bytes < 0 || taken < bytes)) {
        const int there = client_->available();
        if (there <= 0) {
            machine::wait_us(kPauseUs);
            continue;
        }
        const int wanted = bytes < 0 ? there : std::min(there, bytes - taken);
        const size_t read = client_->readBytes(piece, std::min<size_t>(static_cast<size_t>(wanted), sizeof piece));
        if (to.write(piece, read) != read) {
            return HTTPC_ERROR_STREAM_WRITE;
        }
        taken += static_cast<int>(read);
    }
    return bytes > 0 && taken != bytes ? HTTPC_ERROR_STREAM_WRITE : taken;
}

String HttpClient::errorToString(int error) {
    switch (error) {
        case HTTPC_ERROR_CONNECTION_REFUSED:
            return "connection refused";
        case HTTPC_ERROR_SEND_HEADER_FAILED:
            return "send header failed";
        case HTTPC_ERROR_SEND_PAYLOAD_FAILED:
            return "send payload failed";
        case HTTPC_ERROR_NOT_CONNECTED:
            return "not connected";
        case HTTPC_ERROR_CONNECTION_LOST:
            return "connection lost";
        case HTTPC_ERROR_NO_STREAM:
            return "no stream";
        case HTTPC_ERROR_NO_HTTP_SERVER:
            return "no HTTP server";
        case HTTPC_ERROR_TOO_LESS_RAM:
            return "too less ram";
        case HTTPC_ERROR_ENCODING:
            return "Transfer-Encoding not supported";
        case HTTPC_ERROR_STREAM_WRITE:
            return "Stream write error";
        case HTTPC_ERROR_READ_TIMEOUT:
            return "read Timeout";
        default:
            return String();
    }
}

}  // namespace oceanhil
