#include "idf_http_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <algorithm>

namespace oceanhil::idf_http {

namespace {

constexpr int kDecimal = 10;
constexpr int kHexadecimal = 16;
constexpr int kHundred = 100;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;

std::string trimmed(const std::string& text) {
    const size_t from = text.find_first_not_of(" \t");
    return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool is_named(const std::string& key, const char* name) { return strcasecmp(key.c_str(), name) == 0; }

}  // namespace

void Answer::begin(bool is_of_head) {
    *this = Answer();
    is_of_head_ = is_of_head;
}

void Answer::read(const char* data, size_t bytes, AnswerEar& ear) {
    if (bytes == 0 && part_ == Part::rest) {
        part_ = Part::done;
    }
    const char* at = data;
    const char* const end = data + bytes;
    while (at < end && part_ != Part::done && part_ != Part::broken) {
        if (part_ == Part::body || part_ == Part::rest || part_ == Part::chunk) {
            read_body(at, end, ear);
        } else if (take_line(at, end)) {
            read_line(ear);
            line_.clear();
        }
    }
}

/// Adds to the line; true when it has ended.
bool Answer::take_line(const char*& at, const char* end) {
    const char* const stop = std::find(at, end, '\n');
    line_.append(at, stop);
    at = stop == end ? end : stop + 1;
    if (stop == end) {
        return false;
    }
    if (!line_.empty() && line_.back() == '\r') {
        line_.pop_back();
    }
    return true;
}

void Answer::read_line(AnswerEar& ear) {
    switch (part_) {
        case Part::status:
            return read_status();
        case Part::header:
            return line_.empty() ? end_head(ear) : read_header(ear);
        case Part::chunk_size:
            left_ = strtoll(line_.c_str(), nullptr, kHexadecimal);
            part_ = left_ > 0 ? Part::chunk : Part::trailer;
            return;
        case Part::chunk_end:
            part_ = Part::chunk_size;
            return;
        default:
            part_ = line_.empty() ? Part::done : part_;
    }
}

void Answer::read_status() {
    int major = 0;
    int minor = 0;
    if (line_.empty()) {
        return;
    }
    const bool is_status = sscanf(line_.c_str(), "HTTP/%d.%d %3d", &major, &minor, &status_) == 3;
    is_old_ = major == 1 && minor == 0;
    part_ = is_status ? Part::header : Part::broken;
}

void Answer::read_header(AnswerEar& ear) {
    const size_t colon = line_.find(':');
    if (colon == std::string::npos) {
        part_ = Part::broken;
        return;
    }
    const std::string key = line_.substr(0, colon);
    const std::string value = trimmed(line_.substr(colon + 1));
    if (is_named(key, "Content-Length")) {
        length_ = strtoll(value.c_str(), nullptr, kDecimal);
    } else if (is_named(key, "Transfer-Encoding")) {
        is_chunked_ = is_named(value, "chunked");
    } else if (is_named(key, "Connection")) {
        says_close_ = is_named(value, "close");
        says_keep_ = is_named(value, "keep-alive");
    }
    ear.hear_header(key, value);
}

void Answer::end_head(AnswerEar& ear) {
    const bool has_none =
        is_of_head_ || status_ / kHundred == 1 || status_ == kNoContent || status_ == kNotModified;
    if (has_none || (length_ == 0 && !is_chunked_)) {
        part_ = Part::done;
    } else {
        part_ = is_chunked_ ? Part::chunk_size : length_ > 0 ? Part::body : Part::rest;
        left_ = length_;
    }
    ear.hear_head_end();
}

void Answer::read_body(const char*& at, const char* end, AnswerEar& ear) {
    const bool has_end = part_ != Part::rest;
    const auto there = static_cast<int64_t>(end - at);
    const int64_t taken = has_end ? std::min(there, left_) : there;
    const char* const from = at;
    at += taken;
    left_ -= has_end ? taken : 0;
    if (has_end && left_ == 0) {
        part_ = part_ == Part::chunk ? Part::chunk_end : Part::done;
    }
    ear.hear_body(from, static_cast<size_t>(taken));
}

bool Answer::keeps_connection() const {
    const bool wants = is_old_ ? says_keep_ : !says_close_;
    // A body that only the end of the connection ends takes it with it.
    const bool has_length = is_of_head_ || is_chunked_ || length_ >= 0 || status_ / kHundred == 1 ||
                            status_ == kNoContent || status_ == kNotModified;
    return wants && has_length && part_ != Part::broken;
}

}  // namespace oceanhil::idf_http
