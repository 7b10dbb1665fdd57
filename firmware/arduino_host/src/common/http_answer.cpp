// The answer to a request of an HTTPClient: its first line and its headers, and what of them a sketch has asked for.
#include <machine.h>
#include <remarks.h>

#include "oceanhil/http_client.h"
#include "oceanhil/patience.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr char kVersion[] = "HTTP/1.";
constexpr int kVersionLetters = sizeof kVersion - 1;
constexpr int kFirstServerError = 500;

int number_behind(const String& line, int blank) {
    const auto from = static_cast<unsigned>(blank + 1);
    const int end = line.indexOf(' ', from);
    return static_cast<int>(
        (end < 0 ? line.substring(from) : line.substring(from, static_cast<unsigned>(end))).toInt());
}

}  // namespace

int HttpClient::read_head() {
    if (!connected()) {
        return HTTPC_ERROR_NOT_CONNECTED;
    }
    if (http::kForgetsHeaders) {
        headers_ = "";
    }
    forget_answer();
    can_reuse_ = reuses_;
    Head head;
    uint32_t heard_ms = chip_millis();
    while (connected()) {
        if (client_->available() > 0) {
            take_line(client_->readStringUntil('\n'), head);
            heard_ms = chip_millis();
            if (head.is_complete) {
                return judge(head);
            }
        } else if (chip_millis() - heard_ms > timeout_ms_) {
            return HTTPC_ERROR_READ_TIMEOUT;
        } else {
            machine::wait_us(http::kRestUs);
        }
    }
    return HTTPC_ERROR_CONNECTION_LOST;
}

void HttpClient::take_line(String line, Head& head) {
    line.trim();
    const bool is_version = line.startsWith(kVersion);
    const int colon = line.indexOf(':');
    if (http::kStatusIsInFirstLine ? !head.has_status : is_version) {
        head.has_status = true;
        can_reuse_ = can_reuse_ && !(is_version && line[kVersionLetters] == '0');
        take_status(line);
    } else if (colon > 0) {
        String value = line.substring(static_cast<unsigned>(colon) + 1);
        value.trim();
        take_header(line.substring(0, static_cast<unsigned>(colon)), value, head);
    } else {
        head.is_complete = line.length() == 0;
    }
}

void HttpClient::take_status(const String& line) {
    status_ = number_behind(line, http::kStatusIsInFirstLine ? line.indexOf(' ') : kVersionLetters + 1);
    if (!http::kStatusIsInFirstLine) {
        can_reuse_ = can_reuse_ && status_ > 0 && status_ < kFirstServerError;
    }
}

void HttpClient::take_header(const String& name, const String& value, Head& head) {
    if (name.equalsIgnoreCase("Content-Length")) {
        size_ = static_cast<int>(value.toInt());
    } else if (name.equalsIgnoreCase("Connection")) {
        can_reuse_ = can_reuse_ && (value.indexOf("close") < 0 || value.indexOf("keep-alive") >= 0);
    } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
        head.transfer_encoding = value;
    } else if (name.equalsIgnoreCase("Location")) {
        location_ = value;
    } else if (name.equalsIgnoreCase("Date")) {
        head.date = value;
    } else if (name.equalsIgnoreCase("Set-Cookie")) {
        keep_cookie(head.date, value);
    }
    collect(name, value);
}

void HttpClient::collect(const String& name, const String& value) {
    for (Header& each : collected_) {
        if (each.name.equalsIgnoreCase(name)) {
            const bool is_joined = http::kJoinsHeaders && each.value.length() > 0;
            each.value = is_joined ? each.value + "," + value : value;
            return;
        }
    }
    if (collects_all_) {
        collected_.push_back({name, value});
    }
}

int HttpClient::judge(const Head& head) {
    encoding_ = HTTPC_TE_IDENTITY;
    const String& encoding = head.transfer_encoding;
    if (encoding.equalsIgnoreCase("chunked")) {
        encoding_ = HTTPC_TE_CHUNKED;
    } else if (encoding.length() > 0 && !(http::kKnowsIdentity && encoding.equalsIgnoreCase("identity"))) {
        return HTTPC_ERROR_ENCODING;
    }
    answer_begins();
    const bool is_status = http::kStatusIsInFirstLine ? status_ != 0 : status_ > 0;
    return is_status ? status_ : HTTPC_ERROR_NO_HTTP_SERVER;
}

void HttpClient::collectHeaders(const char* headerKeys[], const size_t headerKeysCount) {
    collected_.clear();
    for (size_t at = 0; at < headerKeysCount; ++at) {
        collected_.push_back({headerKeys[at], String()});
    }
}

String HttpClient::header(const char* name) {
    for (const Header& each : collected_) {
        if (http::kNamesAsWritten ? each.name == name : each.name.equalsIgnoreCase(name)) {
            return each.value;
        }
    }
    if (!collects_all_) {
        machine::remark_header(name);
    }
    return String();
}

bool HttpClient::hasHeader(const char* name) { return header(name).length() > 0; }

WiFiClient& HttpClient::getStream() {
    static WiFiClient nobody;
    return connected() ? *body_stream() : nobody;
}

WiFiClient* HttpClient::getStreamPtr() { return connected() ? body_stream() : nullptr; }

}  // namespace oceanhil
