/// Streams of nothing, of zeroes, of what stands in memory. Facts: cores/esp8266/StreamDev.h.
#ifndef __STREAMDEV_H
#define __STREAMDEV_H

#include <StreamString.h>
#include <string.h>

#include <algorithm>
#include <limits>

/// Takes all, and has nothing.
class StreamNull : public Stream {
  public:
    using Print::write;
    using Stream::read;
    size_t write(uint8_t) override { return 1; }
    size_t write(const uint8_t*, size_t count) override { return count; }
    int availableForWrite() override { return std::numeric_limits<int16_t>::max(); }
    int available() override { return 0; }
    int read() override { return -1; }
    int peek() override { return -1; }
    size_t readBytes(char*, size_t) override { return 0; }
    int read(uint8_t*, size_t) override { return 0; }
    bool outputCanTimeout() override { return false; }
    bool inputCanTimeout() override { return false; }
    ssize_t streamRemaining() override { return 0; }
};

/// Takes all, and has the same character without end.
class StreamZero : public StreamNull {
  public:
    StreamZero(char zero = 0) : zero_(zero) {}
    using Stream::read;
    int available() override { return std::numeric_limits<int16_t>::max(); }
    int read() override { return static_cast<unsigned char>(zero_); }
    int peek() override { return static_cast<unsigned char>(zero_); }
    size_t readBytes(char* bytes, size_t length) override {
        memset(bytes, zero_, length);
        return length;
    }
    int read(uint8_t* bytes, size_t length) override {
        return static_cast<int>(readBytes(reinterpret_cast<char*>(bytes), length));
    }
    ssize_t streamRemaining() override { return std::numeric_limits<int16_t>::max(); }

  private:
    char zero_;
};

/// Has what stands in memory, from the begin to the end.
class StreamConstPtr : public StreamNull {
  public:
    StreamConstPtr(const String&& text) = delete;
    StreamConstPtr(const String& text) : StreamConstPtr(text.c_str(), text.length()) {}
    StreamConstPtr(const char* bytes, size_t size) : bytes_(bytes), size_(size) {}
    StreamConstPtr(const uint8_t* bytes, size_t size) : StreamConstPtr(reinterpret_cast<const char*>(bytes), size) {}
    StreamConstPtr(const __FlashStringHelper* bytes, size_t size)
        : StreamConstPtr(reinterpret_cast<const char*>(bytes), size) {}
    StreamConstPtr(const __FlashStringHelper* text)
        : StreamConstPtr(text, strlen(reinterpret_cast<const char*>(text))) {}

    void resetPointer(int pointer = 0) { at_ = static_cast<size_t>(pointer); }

    using Stream::read;
    int available() override { return static_cast<int>(peekAvailable()); }
    int read() override { return at_ < size_ ? static_cast<unsigned char>(bytes_[at_++]) : -1; }
    int peek() override { return at_ < size_ ? static_cast<unsigned char>(bytes_[at_]) : -1; }
    size_t readBytes(char* bytes, size_t length) override {
        const size_t count = std::min(peekAvailable(), length);
        memcpy(bytes, bytes_ + at_, count);
        at_ += count;
        return count;
    }
    int read(uint8_t* bytes, size_t length) override {
        return static_cast<int>(readBytes(reinterpret_cast<char*>(bytes), length));
    }
    ssize_t streamRemaining() override { return static_cast<ssize_t>(size_); }
    bool hasPeekBufferAPI() const override { return true; }
    size_t peekAvailable() override { return at_ < size_ ? size_ - at_ : 0; }
    const char* peekBuffer() override { return at_ < size_ ? bytes_ + at_ : nullptr; }
    void peekConsume(size_t count) override { at_ += count; }

  private:
    const char* bytes_;
    size_t size_;
    size_t at_ = 0;
};

Stream& operator<<(Stream& to, String& text);
Stream& operator<<(Stream& to, Stream& from);
Stream& operator<<(Stream& to, StreamString& from);
Stream& operator<<(Stream& to, const char* text);
Stream& operator<<(Stream& to, const __FlashStringHelper* text);

extern StreamNull devnull;

#endif
