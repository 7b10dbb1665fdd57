#include <HTTPClient.h>

WiFiClientSecure* HTTPClient::own_secure() {
    if (own_secure_ == nullptr) {
        own_secure_ = std::make_shared<WiFiClientSecure>();
    }
    return own_secure_.get();
}

// What a sketch has said of TLS makes a client with TLS, whatever the URL says: so it is in the core.
void HTTPClient::use_own(bool is_secure) {
    if (client_ != nullptr) {
        return;
    }
    if (is_secure || own_secure_ != nullptr) {
        own_secure();
        client_ = own_secure_;
    } else {
        own_plain_ = std::make_shared<WiFiClient>();
        client_ = own_plain_;
    }
}

bool HTTPClient::begin(String url) {
    const oceanhil::HttpUrl parts(url);
    if (!parts.is_there) {
        return false;
    }
    use_own(parts.protocol == "https");
    return begin_at(parts);
}

bool HTTPClient::begin(String host, uint16_t port, String uri, bool https) {
    begin_at(host, port, uri, https);
    use_own(https);
    return true;
}

bool HTTPClient::begin(String url, const uint8_t httpsFingerprint[20]) {
    setFingerprint(httpsFingerprint);
    return begin(url);
}

bool HTTPClient::begin(String host, uint16_t port, String uri, const uint8_t httpsFingerprint[20]) {
    setFingerprint(httpsFingerprint);
    return begin(host, port, uri);
}

bool HTTPClient::begin(WiFiClient& client, const String& url) {
    const oceanhil::HttpUrl parts(url);
    if (!parts.is_there) {
        return false;
    }
    client_ = client.clone();
    return begin_at(parts);
}

bool HTTPClient::begin(WiFiClient& client, const String& host, uint16_t port, const String& uri, bool https) {
    begin_at(host, port, uri, https);
    client_ = client.clone();
    return true;
}

void HTTPClient::end() {
    const bool is_own = client_ != nullptr && (client_ == own_plain_ || client_ == own_secure_);
    HttpClient::end();
    if (is_own) {
        client_.reset();
    }
    own_plain_.reset();
    own_secure_.reset();
}

void HTTPClient::setKnownKey(const PublicKey* pk, unsigned usages) { own_secure()->setKnownKey(pk, usages); }

namespace oceanhil {

WiFiClient* HttpClient::body_stream() {
    auto* const stream = static_cast<ChunkStream*>(body_.get());
    return stream;
}

void HttpClient::answer_begins() {
    auto stream = std::make_shared<ChunkStream>();
    stream->begin(client_.get(), encoding_ == HTTPC_TE_CHUNKED);
    body_ = stream;
}

int HttpClient::writeToStream(Print* to) {
    if (to == nullptr) {
        return conclude(HTTPC_ERROR_NO_STREAM);
    }
    if (!connected() && encoding_ != HTTPC_TE_IDENTITY && size_ > 0) {
        return conclude(HTTPC_ERROR_NOT_CONNECTED);
    }
    if (client_ == nullptr || body_ == nullptr) {
        return 0;
    }
    const int taken = take_bytes(*to, encoding_ == HTTPC_TE_CHUNKED ? -1 : size_);
    const bool is_short = encoding_ == HTTPC_TE_CHUNKED ? taken == 0 : size_ > 0 && taken != size_;
    if (is_short) {
        return HTTPC_ERROR_NO_STREAM;
    }
    disconnect(true);
    return taken;
}

// The core reads until there is nothing to read at that moment: what of a body in one piece has not arrived by then is
// lost. In chunks it is waited for.
int HttpClient::take_bytes(Print& to, int bytes) {
    int taken = 0;
    while (bytes < 0 || taken < bytes) {
        const int byte = body_->read();
        if (byte < 0 || to.write(static_cast<uint8_t>(byte)) == 0) {
            break;
        }
        ++taken;
    }
    return taken;
}

}  // namespace oceanhil
