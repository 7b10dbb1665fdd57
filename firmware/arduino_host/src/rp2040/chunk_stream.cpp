#include "oceanhil/chunk_stream.h"

#include <ctype.h>

#include <algorithm>

#include "oceanhil/patience.h"

namespace oceanhil {

namespace {

constexpr int kHexBits = 4;
constexpr int kFirstLetterValue = 10;

int hex_value(int letter) {
    if (isdigit(letter) != 0) {
        return letter - '0';
    }
    return isxdigit(letter) != 0 ? tolower(letter) - 'a' + kFirstLetterValue : -1;
}

}  // namespace

void ChunkStream::begin(WiFiClient* source, bool is_chunked) {
    source_ = source;
    is_chunked_ = is_chunked;
    place_ = Place::size;
    chunk_ = 0;
    partial_ = 0;
}

int ChunkStream::available() {
    if (!is_chunked_) {
        return source_->available();
    }
    if (chunk_ == 0) {
        find_chunk(1);
    }
    return std::min(chunk_, source_->available());
}

int ChunkStream::read() {
    if (!is_chunked_) {
        return source_->read();
    }
    if (chunk_ == 0) {
        find_chunk(static_cast<uint32_t>(getTimeout()));
    }
    if (chunk_ == 0 || !wait_for_byte()) {
        return -1;
    }
    --chunk_;
    return source_->read();
}

int ChunkStream::read(uint8_t* data, size_t bytes) {
    if (!is_chunked_) {
        return source_->read(data, bytes);
    }
    for (size_t at = 0; at < bytes; ++at) {
        const int byte = read();
        if (byte < 0) {
            return static_cast<int>(at);
        }
        data[at] = static_cast<uint8_t>(byte);
    }
    return static_cast<int>(bytes);
}

int ChunkStream::peek() {
    if (is_chunked_ && chunk_ == 0) {
        find_chunk(static_cast<uint32_t>(getTimeout()));
    }
    return !is_chunked_ || (chunk_ > 0 && wait_for_byte()) ? source_->peek() : -1;
}

bool ChunkStream::wait_for_byte() {
    const Patience patience(getTimeout());
    while (source_->available() == 0 && source_->connected() != 0 && patience.lasts()) {
    }
    return source_->available() > 0;
}

void ChunkStream::find_chunk(uint32_t patience_ms) {
    const Patience patience(patience_ms);
    while (chunk_ == 0 && place_ != Place::wrong && place_ != Place::over) {
        if (source_->available() > 0) {
            take(source_->read());
        } else if (!patience.lasts()) {
            return;
        }
    }
}

void ChunkStream::take(int letter) {
    const int value = hex_value(letter);
    if (place_ == Place::size && value >= 0) {
        partial_ = partial_ << kHexBits | value;
    } else if (place_ == Place::size && letter == '\r') {
        place_ = Place::size_end;
    } else if (place_ == Place::size_end && letter == '\n') {
        chunk_ = partial_;
        partial_ = 0;
        place_ = chunk_ == 0 ? Place::over : Place::body_end;
    } else if (place_ == Place::body_end && letter == '\r') {
        place_ = Place::line_end;
    } else if (place_ == Place::line_end && letter == '\n') {
        place_ = Place::size;
    } else {
        place_ = Place::wrong;
    }
}

}  // namespace oceanhil
