#include "program.h"
#include "redact.h"

namespace oceanremote {

namespace {

constexpr size_t kMostShown = 80;

}  // namespace

void Program::begin_request() { request_ = or_request(); }

void Program::add_header(const char* name, View value) {
    headers_[request_.header_count++] = {name, view(name).bytes, value.data, value.bytes};
}

void Program::add_time_header() {
    TextWriter seconds(time_text_, sizeof time_text_);
    seconds.put_signed(whole_seconds(board_.unix_us(board_.context)));
    add_header(settings_.time_header, seconds.text());
}

void Program::send(const char* method, const char* path, State then) {
    if (request_.body_bytes != 0) {
        add_header("content-type", view("application/json"));
    }
    request_.method = method;
    request_.path = path;
    request_.headers = headers_;
    request_.timeout_ms = milliseconds_of(settings_.http_timeout_s);
    exchange_.start(request_);
    go(then);
}

void Program::explain_failure() {
    switch (exchange_.outcome().failure) {
        case OR_HTTP_TLS:
            return console_.say(Line::kTlsDates);
        case OR_HTTP_TLS_UNTRUSTED:
            return console_.say(Line::kTlsUntrusted);
        case OR_HTTP_TLS_ALERT:
            return console_.say(Line::kTlsAlert);
        default:
            return;
    }
}

void Program::write_refusal(TextWriter& to) const {
    const Reply& reply = exchange_.reply();
    if (!reply.is_refusal() || !reply.has_message()) {
        return to.put("unreadable answer");
    }
    write_fit_to_print(to, reply.message(), reply.message_length(), kMostShown);
}

void Program::say_refusal(Line line) {
    Text<Console::kLongestLine> message;
    write_refusal(message.writer());
    console_.say(line, message.view());
}

bool Program::refusal_code_is(const char* code) const {
    const Reply& reply = exchange_.reply();
    return reply.is_refusal() && same(reply.code.view(), view(code));
}

}  // namespace oceanremote
