// Stream::sendAll and its like. Facts: cores/esp8266/StreamSend.cpp.
#include <Stream.h>
#include <StreamDev.h>
#include <string.h>

#include <algorithm>

#include "oceanhil/patience.h"

StreamNull devnull;

size_t Stream::send(Stream& to, ssize_t length, int until, Milliseconds timeout_ms) {
    const auto own = static_cast<Milliseconds>(timeout_ms == oneShotMs::neverExpires ? getTimeout() : timeout_ms);
    return send_within(to, length, until, std::max(own, static_cast<Milliseconds>(to.getTimeout())));
}

size_t Stream::send(Print& to, ssize_t length, int until, Milliseconds timeout_ms) {
    const auto own = static_cast<Milliseconds>(timeout_ms == oneShotMs::neverExpires ? getTimeout() : timeout_ms);
    return send_within(to, length, until, own);
}

size_t Stream::source_available() {
    return hasPeekBufferAPI() ? peekAvailable() : static_cast<size_t>(std::max(0, available()));
}

/// Nothing more can come, or nothing more can go.
bool Stream::is_over(const Transfer& transfer, size_t readable, size_t writable) {
    return (readable == 0 && !inputCanTimeout()) || (writable == 0 && !transfer.to.outputCanTimeout());
}

size_t Stream::send_within(Print& to, ssize_t length, int until, Milliseconds timeout_ms) {
    setReport(Report::Success);
    if (length == 0) {
        return 0;
    }
    Transfer transfer = {to, static_cast<size_t>(std::max<ssize_t>(0, length)), until, 0, false};
    oneShotMs patience(timeout_ms);
    bool timed_out = false;
    while (!transfer.ended && !timed_out && (transfer.most == 0 || transfer.written < transfer.most)) {
        const size_t readable = source_available();
        const auto writable = static_cast<size_t>(std::max(0, to.availableForWrite()));
        if (is_over(transfer, readable, writable)) {
            break;
        }
        if (send_some(transfer, std::min(readable, writable)) > 0) {
            patience.reset();
        }
        timed_out = !transfer.ended && patience.expired();
        oceanhil::Patience(1).lasts();
    }
    if (getLastSendReport() == Report::Success && transfer.most > 0) {
        const bool gave_up = timeout_ms != 0 && timed_out;
        const Report short_of = gave_up ? Report::TimedOut : Report::ShortOperation;
        setReport(gave_up || transfer.written != transfer.most ? short_of : Report::Success);
    }
    return transfer.written;
}

size_t Stream::send_some(Transfer& transfer, size_t most) {
    const size_t left = transfer.most == 0 ? most : std::min(most, transfer.most - transfer.written);
    const bool peeks = hasPeekBufferAPI();
    if (!peeks && transfer.until >= 0) {
        return send_one(transfer);
    }
    if (left == 0) {
        return 0;
    }
    return peeks ? send_peeked(transfer, left) : send_copied(transfer, left);
}

size_t Stream::send_peeked(Transfer& transfer, size_t most) {
    const char* bytes = peekBuffer();
    const void* end = transfer.until < 0 ? nullptr : memchr(bytes, transfer.until, most);
    const size_t wanted = end == nullptr ? most : static_cast<size_t>(static_cast<const char*>(end) - bytes);
    const size_t written = wanted == 0 ? 0 : transfer.to.write(bytes, wanted);
    peekConsume(written + (end == nullptr ? 0 : 1));
    transfer.written += written;
    transfer.ended = end != nullptr;
    return written;
}

size_t Stream::send_one(Transfer& transfer) {
    const int byte = read();
    if (byte < 0) {
        return 0;
    }
    transfer.ended = byte == transfer.until;
    if (transfer.ended) {
        return 0;
    }
    if (transfer.to.write(static_cast<uint8_t>(byte)) != 1) {
        setReport(Report::WriteError);
        transfer.ended = true;
        return 0;
    }
    ++transfer.written;
    return 1;
}

size_t Stream::send_copied(Transfer& transfer, size_t most) {
    uint8_t bytes[temporaryStackBufferSize];
    const int count = read(bytes, std::min(most, sizeof(bytes)));
    if (count < 0) {
        setReport(Report::ReadError);
        transfer.ended = true;
        return 0;
    }
    const size_t written = transfer.to.write(bytes, static_cast<size_t>(count));
    transfer.written += written;
    if (written != static_cast<size_t>(count)) {
        setReport(Report::WriteError);
        transfer.ended = true;
    }
    return written;
}

Stream& operator<<(Stream& to, String& text) {
    StreamConstPtr(text).sendAll(to);
    return to;
}

Stream& operator<<(Stream& to, Stream& from) {
    if (from.streamRemaining() >= 0) {
        from.sendSize(to, from.streamRemaining());
    } else if (from.inputCanTimeout()) {
        from.sendAvailable(to);
    } else {
        from.sendAll(to);
    }
    return to;
}

Stream& operator<<(Stream& to, StreamString& from) {
    from.sendAll(to);
    return to;
}

Stream& operator<<(Stream& to, const char* text) {
    StreamConstPtr(text, strlen(text)).sendAll(to);
    return to;
}

Stream& operator<<(Stream& to, const __FlashStringHelper* text) { return to << reinterpret_cast<const char*>(text); }
