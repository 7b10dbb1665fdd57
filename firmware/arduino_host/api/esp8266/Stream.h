/// `Stream` as the ESP8266's core 3.x has it. Facts: cores/esp8266/Stream.h, Stream.cpp and StreamSend.cpp, and the
/// tests beside them.
#ifndef Stream_h
#define Stream_h

#include <PolledTimeout.h>
#include <inttypes.h>
#include <sys/types.h>

#include "Print.h"

#define STREAM_READ_RETURNS_INT 1
#define STREAMSEND_API 1

class Stream : public Print {
  public:
    Stream() = default;

    virtual int available() = 0;
    virtual int read() = 0;
    virtual int peek() = 0;
    /// What is there without waiting.
    virtual int read(uint8_t* bytes, size_t length);
    int read(char* bytes, size_t length) { return read(reinterpret_cast<uint8_t*>(bytes), length); }

    void setTimeout(unsigned long timeout);
    unsigned long getTimeout() const { return _timeout; }

    bool find(const char* target);
    bool find(uint8_t* target) { return find(reinterpret_cast<const char*>(target)); }
    bool find(const char* target, size_t length);
    bool find(const uint8_t* target, size_t length) { return find(reinterpret_cast<const char*>(target), length); }
    bool find(char target) { return find(&target, 1); }
    bool findUntil(const char* target, const char* terminator);
    bool findUntil(const uint8_t* target, const char* terminator) {
        return findUntil(reinterpret_cast<const char*>(target), terminator);
    }
    bool findUntil(const char* target, size_t targetLen, const char* terminate, size_t termLen);
    bool findUntil(const uint8_t* target, size_t targetLen, const char* terminate, size_t termLen) {
        return findUntil(reinterpret_cast<const char*>(target), targetLen, terminate, termLen);
    }

    long parseInt();
    float parseFloat();

    virtual size_t readBytes(char* bytes, size_t length);
    virtual size_t readBytes(uint8_t* bytes, size_t length) {
        return readBytes(reinterpret_cast<char*>(bytes), length);
    }
    size_t readBytesUntil(char terminator, char* bytes, size_t length);
    size_t readBytesUntil(char terminator, uint8_t* bytes, size_t length) {
        return readBytesUntil(terminator, reinterpret_cast<char*>(bytes), length);
    }
    virtual String readString();
    String readStringUntil(char terminator);
    String readStringUntil(const char* terminator, uint32_t untilTotalNumberOfOccurrences = 1);

    // What a stream has in its own memory, to be looked at in place.
    virtual bool hasPeekBufferAPI() const { return false; }
    virtual size_t peekAvailable() { return 0; }
    virtual const char* peekBuffer() { return nullptr; }
    virtual void peekConsume(size_t) {}
    /// Whether what is not there now may come later.
    virtual bool inputCanTimeout() { return true; }
    /// Bytes to come, -1 if that is not known.
    virtual ssize_t streamRemaining() { return -1; }

    using oneShotMs = esp8266::polledTimeout::oneShotFastMs;
    using Milliseconds = oneShotMs::timeType;

    enum class Report { Success, TimedOut, ReadError, WriteError, ShortOperation };
    Report getLastSendReport() const { return send_report_; }

    // All of these give how many bytes went over.
    template <typename To>
    size_t sendAvailable(To&& to) {
        return send(to, -1, -1, oneShotMs::alwaysExpired);
    }
    template <typename To>
    size_t sendAll(To&& to, Milliseconds timeoutMs = oneShotMs::neverExpires) {
        return send(to, -1, -1, timeoutMs);
    }
    /// Up to a character, which is taken and not passed on.
    template <typename To>
    size_t sendUntil(To&& to, int readUntilChar, Milliseconds timeoutMs = oneShotMs::neverExpires) {
        return send(to, -1, readUntilChar, timeoutMs);
    }
    template <typename To>
    size_t sendSize(To&& to, ssize_t maxLen, Milliseconds timeoutMs = oneShotMs::neverExpires) {
        return send(to, maxLen, -1, timeoutMs);
    }

  protected:
    // What a number of a stream may begin with, and in what arithmetic a digit behind its point loses weight.
    static constexpr bool kNumbersBeginWithPoint = true;
    static constexpr float kTenth = 0.1F;
    static constexpr int temporaryStackBufferSize = 64;

    int timedRead();
    int timedPeek();
    int peekNextDigit(bool detectDecimal = false);
    long parseInt(char skipChar);
    float parseFloat(char skipChar);
    void setReport(Report report) { send_report_ = report; }

    unsigned long _timeout = 1000;

  private:
    struct Transfer {
        Print& to;
        size_t most;
        int until;
        size_t written;
        bool ended;
    };

    size_t send(Stream& to, ssize_t length, int until, Milliseconds timeout_ms);
    size_t send(Stream* to, ssize_t length, int until, Milliseconds timeout_ms) {
        return send(*to, length, until, timeout_ms);
    }
    size_t send(Print& to, ssize_t length, int until, Milliseconds timeout_ms);
    size_t send(Print* to, ssize_t length, int until, Milliseconds timeout_ms) {
        return send(*to, length, until, timeout_ms);
    }
    size_t send_within(Print& to, ssize_t length, int until, Milliseconds timeout_ms);
    size_t source_available();
    bool is_over(const Transfer& transfer, size_t readable, size_t writable);
    size_t send_some(Transfer& transfer, size_t most);
    size_t send_peeked(Transfer& transfer, size_t most);
    size_t send_one(Transfer& transfer);
    size_t send_copied(Transfer& transfer, size_t most);

    Report send_report_ = Report::Success;
};

#endif
