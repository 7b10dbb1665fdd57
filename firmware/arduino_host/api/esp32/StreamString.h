/// A `String` as a stream. Facts: cores/esp32/StreamString.h and StreamString.cpp.
#ifndef OCEANHIL_STREAM_STRING_H
#define OCEANHIL_STREAM_STRING_H

#include <Stream.h>
#include <WString.h>

/// What is written stands at its end, what is read is taken from its begin.
class StreamString : public Stream, public String {
  public:
    StreamString() = default;

    using Print::write;
    size_t write(const uint8_t* bytes, size_t count) override;
    size_t write(uint8_t octet) override;
    int available() override { return static_cast<int>(length()); }
    int read() override;
    size_t readBytes(char* bytes, size_t length) override;
    size_t readBytes(uint8_t* bytes, size_t length) override {
        return readBytes(reinterpret_cast<char*>(bytes), length);
    }
    int peek() override;
    void flush() override {}
};

#endif
