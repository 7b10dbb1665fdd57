#include <ESP8266HTTPClient.h>

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

const String& HTTPClient::getString(int reserve) {
    (void)reserve;
    return body_once();
}

namespace oceanhil {

namespace {

int error_of(Stream::Report report) {
    switch (report) {
        case Stream::Report::Success:
            return 0;
        case Stream::Report::TimedOut:
            return HTTPC_ERROR_READ_TIMEOUT;
        case Stream::Report::ReadError:
            return HTTPC_ERROR_NO_STREAM;
        default:
            return HTTPC_ERROR_STREAM_WRITE;
    }
}

}  // namespace

void HttpClient::answer_begins() {}

WiFiClient* HttpClient::body_stream() { return client_.get(); }

int HttpClient::writeToStream(Print* to) {
    if (to == nullptr) {
        return conclude(HTTPC_ERROR_NO_STREAM);
    }
    if (!connected() && encoding_ != HTTPC_TE_IDENTITY && size_ > 0) {
        return conclude(HTTPC_ERROR_NOT_CONNECTED);
    }
    // What came before, or a connection that is gone, has no body.
    if (client_ == nullptr) {
        return 0;
    }
    const int written = encoding_ == HTTPC_TE_CHUNKED ? take_chunks(*to) : take_bytes(*to, size_);
    if (written >= 0) {
        disconnect(true);
    }
    return conclude(written);
}

int HttpClient::take_bytes(Print& to, int bytes) {
    const auto taken = static_cast<int>(client_->sendSize(to, bytes));
    const int error = error_of(client_->getLastSendReport());
    return error != 0 ? error : taken;
}

}  // namespace oceanhil
