// The body of an answer, as a whole.
#include <stdlib.h>

#include "oceanhil/http_client.h"

namespace oceanhil {

namespace {

constexpr int kHexadecimal = 16;

/// Appends what is written to it to a text.
class Collector : public Print {
  public:
    explicit Collector(String& text) : text_(text) {}
    using Print::write;
    size_t write(uint8_t byte) override { return text_.concat(static_cast<char>(byte)) ? 1 : 0; }
    size_t write(const uint8_t* data, size_t bytes) override {
        return text_.concat(reinterpret_cast<const char*>(data), static_cast<unsigned>(bytes)) ? bytes : 0;
    }

    /// A stream asks how much it may write at once.
    int availableForWrite() override { return HTTP_TCP_BUFFER_SIZE; }

  private:
    String& text_;
};

}  // namespace

const String& HttpClient::body_once() {
    if (payload_ == nullptr) {
        payload_ = std::make_unique<String>();
        Collector collector(*payload_);
        writeToStream(&collector);
    }
    return *payload_;
}

String HttpClient::body_now() {
    String body;
    Collector collector(body);
    writeToStream(&collector);
    return body;
}

int HttpClient::take_chunks(Print& to) {
    int all = 0;
    int announced = 0;
    for (;;) {
        if (!connected()) {
            return HTTPC_ERROR_CONNECTION_LOST;
        }
        const String line = client_->readStringUntil('\n');
        if (line.length() == 0) {
            return HTTPC_ERROR_READ_TIMEOUT;
        }
        const auto bytes = static_cast<int>(strtol(line.c_str(), nullptr, kHexadecimal));
        announced += bytes;
        if (bytes <= 0) {
            size_ = size_ <= 0 ? announced : size_;
            return all == size_ ? all : HTTPC_ERROR_STREAM_WRITE;
        }
        const int taken = take_bytes(to, bytes);
        if (taken < 0) {
            return taken;
        }
        all += taken;
        char end[2] = {};
        if (client_->readBytes(end, sizeof end) != sizeof end || end[0] != '\r' || end[1] != '\n') {
            return HTTPC_ERROR_READ_TIMEOUT;
        }
    }
}

}  // namespace oceanhil
