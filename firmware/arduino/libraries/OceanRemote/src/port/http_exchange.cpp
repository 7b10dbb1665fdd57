#include "http_exchange.h"

#include <string.h>

#include "board_family.h"
#include "wifi_join.h"

namespace {

constexpr size_t kLongestValue = 200;
// None of HTTPClient's: the request was not even begun.
constexpr int kNotAsked = -100;
constexpr uint32_t kLongestTimeoutMs = 0xFFFF;

int32_t failure_of(int code) {
    switch (code) {
        case -1:
        case kNotAsked:
            return OR_HTTP_REFUSED;
        // Sending the head or the body of the request has failed.
        case -2:
        case -3:
        case -5:
        // HTTPC_ERROR_NO_HTTP_SERVER: the first line is none of HTTP.
        case -7:
            return OR_HTTP_CONNECTION_LOST;
        case -11:
            return OR_HTTP_TIMEOUT;
        default:
            return OR_HTTP_NOT_CONNECTED;
    }
}

bool is_one_line(const char* text, size_t bytes) {
    return memchr(text, '\r', bytes) == nullptr && memchr(text, '\n', bytes) == nullptr &&
           memchr(text, '\0', bytes) == nullptr;
}

}  // namespace

void HttpExchange::start(const or_request& request) {
    finish(OR_OK);
    request_ = &request;
    // Where every answer is late the loop may not come round for minutes, and yet nothing hangs.
    family::feed();
    started_ms_ = static_cast<uint32_t>(millis());
    stage_ = Stage::started;
}

int32_t HttpExchange::poll(or_answer& answer) {
    answer.received = 0;
    if (stage_ == Stage::idle) {
        return OR_HTTP_NOT_CONNECTED;
    }
    if (stage_ == Stage::started) {
        const int32_t outcome = send();
        if (outcome != OR_OK) {
            return finish(outcome);
        }
        stage_ = Stage::body;
    }
    answer.status = status_;
    answer.retry_after = retry_after_.length() == 0 ? nullptr : retry_after_.c_str();
    answer.retry_after_bytes = retry_after_.length();
    return read_body(answer);
}

int32_t HttpExchange::send() {
    // HTTPClient says -1 of it, as of a server that refuses, and may take its time for that.
    if (!WifiJoin::is_connected()) {
        return OR_HTTP_NOT_CONNECTED;
    }
    int code = ask();
    if (is_secure_ && code == OR_HTTP_REFUSED && family::take_longer_records(secure_)) {
        http_.end();
        code = ask();
    }
    if (code <= 0) {
        return is_secure_ && code == OR_HTTP_REFUSED ? family::handshake_failure(secure_) : failure_of(code);
    }
    // Pieces of a chunked body are not for us: HTTP/1.0, as the request said, has none.
    if (http_.header("Transfer-Encoding").length() != 0) {
        return OR_HTTP_CONNECTION_LOST;
    }
    status_ = code;
    left_ = http_.getSize();
    retry_after_ = http_.header("Retry-After");
    return OR_OK;
}

int HttpExchange::ask() {
    static const char* kept[] = {"Retry-After", "Transfer-Encoding"};
    if (!open() || !add_headers()) {
        return kNotAsked;
    }
    http_.collectHeaders(kept, sizeof kept / sizeof kept[0]);
    // The older signature takes the body as writable; no core writes to it.
    return http_.sendRequest(request_->method, const_cast<uint8_t*>(request_->body), request_->body_bytes);
}

bool HttpExchange::open() {
    const bool is_register = strcmp(request_->path, servers_.register_path) == 0;
    const char* server = is_register ? servers_.register_server : servers_.api_server;
    is_secure_ = strncmp(server, "https://", 8) == 0;
    if (is_secure_ && servers_.root_certificate == nullptr) {
        return false;
    }
    if (is_secure_) {
        family::trust(secure_, servers_.root_certificate, !is_register);
    }
    const String url = String(server) + request_->path;
    http_.setReuse(false);
    http_.useHTTP10(true);
    http_.setTimeout(
        static_cast<uint16_t>(request_->timeout_ms < kLongestTimeoutMs ? request_->timeout_ms : kLongestTimeoutMs));
    return is_secure_ ? http_.begin(secure_, url) : http_.begin(plain_, url);
}

bool HttpExchange::add_headers() {
    char value[kLongestValue + 1];
    for (size_t i = 0; i < request_->header_count; i++) {
        const or_header& header = request_->headers[i];
        if (header.value_bytes > kLongestValue || !is_one_line(header.value, header.value_bytes)) {
            return false;
        }
        memcpy(value, header.value, header.value_bytes);
        value[header.value_bytes] = '\0';
        // Names are the settings' own texts, which end with NUL.
        http_.addHeader(header.name, value);
    }
    return true;
}

int32_t HttpExchange::read_body(or_answer& answer) {
    if (left_ == 0) {
        return finish(OR_HTTP_DONE);
    }
    auto* stream = http_.getStreamPtr();
    const int available = stream == nullptr ? 0 : stream->available();
    if (available <= 0 && (stream == nullptr || !stream->connected())) {
        return finish(left_ < 0 ? static_cast<int32_t>(OR_HTTP_DONE) : static_cast<int32_t>(OR_HTTP_CONNECTION_LOST));
    }
    const int count = available <= 0 ? 0 : stream->read(answer.buffer, wanted(available, answer.capacity));
    if (count > 0) {
        answer.received = static_cast<size_t>(count);
        left_ = left_ < 0 ? left_ : left_ - count;
    }
    if (left_ == 0) {
        return finish(OR_HTTP_DONE);
    }
    // An endless body, however fast, ends with the time-out as well.
    if (is_late()) {
        return finish(OR_HTTP_TIMEOUT);
    }
    return count > 0 ? static_cast<int32_t>(OR_HTTP_BODY) : static_cast<int32_t>(OR_PENDING);
}

size_t HttpExchange::wanted(int available, size_t capacity) const {
    const int most = left_ > 0 && left_ < available ? left_ : available;
    return static_cast<size_t>(most) < capacity ? static_cast<size_t>(most) : capacity;
}

int32_t HttpExchange::finish(int32_t outcome) {
    if (stage_ != Stage::idle) {
        http_.end();
    }
    stage_ = Stage::idle;
    return outcome;
}

bool HttpExchange::is_late() const { return millis() - started_ms_ >= request_->timeout_ms; }
