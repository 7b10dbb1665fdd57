#include "agent/bridge.h"

#include <string.h>

#include "crc32.h"
#include "in_place.h"

namespace oceanremote {

namespace {

constexpr uint32_t kLastExchange = 9999;
constexpr size_t kMessageBytes = 64 * kDataBytes;
constexpr char kRetryAfter[] = "retry-after";

/// A message that is written from its start each time, of which only a window is kept.
class WindowWriter {
  public:
    WindowWriter(uint8_t* window, size_t from, size_t bytes) : window_(window), from_(from), bytes_(bytes) {}

    void put(View text) {
        const uint8_t* data = reinterpret_cast<const uint8_t*>(text.data);
        crc_ = crc32(data, text.bytes, crc_);
        for (size_t each = 0; each < text.bytes; ++each, ++at_) {
            if (at_ >= from_ && at_ - from_ < bytes_) {
                window_[at_ - from_] = data[each];
            }
        }
    }
    void put(const char* text) { put(view(text)); }
    size_t size() const { return at_; }
    uint32_t crc() const { return crc_; }

  private:
    uint8_t* window_;
    size_t from_;
    size_t bytes_;
    size_t at_ = 0;
    uint32_t crc_ = kCrc32Start;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool begins_with_name(View line, const char* name) {
    const View wanted = view(name);
    if (line.bytes <= wanted.bytes || line.data[wanted.bytes] != ':') {
        return false;
    }
    for (size_t at = 0; at < wanted.bytes; ++at) {
        if (lower(line.data[at]) != wanted.data[at]) {
            return false;
        }
    }
    return true;
}

// A line break in a value would be the end of its header.
bool has_line_break(const or_request& request) {
    for (size_t each = 0; each < request.header_count; ++each) {
        const or_header& header = request.headers[each];
        for (size_t at = 0; at < header.value_bytes; ++at) {
            if (header.value[at] == '\r' || header.value[at] == '\n') {
                return true;
            }
        }
    }
    return false;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

size_t Bridge::write_message(uint8_t* window, size_t from, size_t bytes, uint32_t& crc) const {
    WindowWriter out(window, from, bytes);
    out.put(request_.method);
    out.put(" ");
    out.put(request_.path);
    out.put(" HTTP/1.1\r\n");
    for (size_t each = 0; each < request_.header_count; ++each) {
        out.put(View{request_.headers[each].name, request_.headers[each].name_bytes});
        out.put(": ");
        out.put(View{request_.headers[each].value, request_.headers[each].value_bytes});
        out.put("\r\n");
    }
    out.put("\r\n");
    out.put(View{reinterpret_cast<const char*>(request_.body), request_.body_bytes});
    crc = out.crc();
    return out.size();
}

void Bridge::start(const or_request& request, Reply& reply, Outcome& outcome) {
    request_ = request;
    reply_ = &reply;
    outcome_ = &outcome;
    number_ = number_ % kLastExchange + 1;
    started_ms_ = board_.millis(board_.context);
    under_way_ = true;
    begin_answer();
    message_bytes_ = write_message(nullptr, 0, 0, message_crc_);
    if (message_bytes_ > kMessageBytes || has_line_break(request_) || !sentences_.is_connected()) {
        return end(OR_HTTP_REFUSED);
    }
    send_parts(1);
}

void Bridge::send_parts(uint32_t from_part) {
    const uint32_t parts = static_cast<uint32_t>((message_bytes_ + kDataBytes - 1) / kDataBytes);
    for (uint32_t part = from_part; part <= parts; ++part) {
        const size_t from = (part - 1) * kDataBytes;
        const size_t left = message_bytes_ - from;
        const size_t bytes = left < kDataBytes ? left : kDataBytes;
        uint8_t window[kDataBytes];
        uint32_t crc = 0;
        write_message(window, from, bytes, crc);
        sentences_.begin_event("HTTP");
        sentences_.number(number_);
        sentences_.number(part);
        sentences_.number(parts);
        sentences_.number(crc);
        sentences_.data(window, bytes);
        sentences_.send();
    }
}

bool Bridge::poll() {
    if (under_way_ && board_.millis(board_.context) - started_ms_ >= request_.timeout_ms) {
        end(OR_HTTP_TIMEOUT);
    }
    return !under_way_;
}

void Bridge::end(int32_t failure) {
    outcome_->failure = failure;
    under_way_ = false;
}

void Bridge::begin_answer() {
    renew(*reply_);
    *outcome_ = Outcome();
    parts_ = answer_crc_ = crc_so_far_ = 0;
    next_part_ = 1;
    line_bytes_ = 0;
    in_head_ = first_line_ = well_formed_ = true;
    retry_after_seen_ = false;
}

Bridge::Taken Bridge::take(const Part& part) {
    if (!under_way_ || part.exchange != number_) {
        return Taken::kNoExchange;
    }
    if (part.part > part.parts) {
        return Taken::kOutOfRange;
    }
    if (part.parts != parts_ || part.crc != answer_crc_) {
        begin_answer();
        parts_ = part.parts;
        answer_crc_ = part.crc;
    }
    if (part.part != next_part_) {
        // A part that came before does no harm; one that is ahead of its turn is not kept.
        return part.part < next_part_ ? Taken::kDone : Taken::kOutOfOrder;
    }
    ++next_part_;
    crc_so_far_ = crc32(part.data, part.bytes, crc_so_far_);
    for (size_t at = 0; at < part.bytes; ++at) {
        if (!in_head_) {
            reply_->take(part.data + at, part.bytes - at);
            break;
        }
        well_formed_ = take_head_byte(part.data[at]) && well_formed_;
    }
    if (part.part < parts_) {
        return Taken::kDone;
    }
    if (crc_so_far_ != answer_crc_ || in_head_ || !well_formed_) {
        const Taken wrong = crc_so_far_ != answer_crc_ ? Taken::kWrongCrc : Taken::kNoMessage;
        begin_answer();
        return wrong;
    }
    reply_->end();
    end(OR_OK);
    return Taken::kDone;
}

bool Bridge::take_head_byte(uint8_t byte) {
    if (byte != '\n') {
        // Of a longer line, nothing that counts is lost: its name and the first digits are kept.
        if (line_bytes_ < sizeof line_) {
            line_[line_bytes_++] = static_cast<char>(byte);
        }
        return true;
    }
    const bool ended = line_bytes_ > 0 && (line_[line_bytes_ - 1] == '\r' || line_bytes_ == sizeof line_);
    line_bytes_ -= line_bytes_ > 0 && line_[line_bytes_ - 1] == '\r' ? 1u : 0u;
    const bool good = take_head_line();
    in_head_ = line_bytes_ != 0 || first_line_;
    first_line_ = false;
    line_bytes_ = 0;
    return ended && good;
}

bool Bridge::take_head_line() {
    const View line = {line_, line_bytes_};
    if (first_line_) {
        constexpr size_t kStatusAt = 9;
        const bool good = line.bytes >= kStatusAt + 3 && memcmp(line.data, "HTTP/1.1 ", kStatusAt) == 0 &&
                          (line.bytes == kStatusAt + 3 || line.data[kStatusAt + 3] == ' ');
        for (size_t at = kStatusAt; good && at < kStatusAt + 3; ++at) {
            if (!is_digit(line.data[at])) {
                return false;
            }
            outcome_->status = outcome_->status * 10 + (line.data[at] - '0');
        }
        return good;
    }
    if (begins_with_name(line, kRetryAfter)) {
        const size_t from = sizeof kRetryAfter;
        const uint32_t told_s = read_retry_after(line.data + from, line.bytes - from, settings_.retry_after_max_s);
        // Twice is a list of values, and no number.
        outcome_->retry_after_s = retry_after_seen_ ? 0 : told_s;
        retry_after_seen_ = true;
    }
    return line.bytes == 0 || memchr(line.data, ':', line.bytes) != nullptr;
}

Bridge::Taken Bridge::fail(uint32_t exchange, int32_t failure) {
    if (!under_way_ || exchange != number_) {
        return Taken::kNoExchange;
    }
    begin_answer();
    end(failure);
    return Taken::kDone;
}

Bridge::Taken Bridge::resend(uint32_t exchange, uint32_t from_part) {
    if (!under_way_ || exchange != number_) {
        return Taken::kNoExchange;
    }
    send_parts(from_part);
    return Taken::kDone;
}

}  // namespace oceanremote
