#include "probe.h"

#include <string.h>

#include "backoff.h"
#include "record.h"
#include "redact.h"
#include "reply.h"

namespace {

using oceanremote::Reply;
using oceanremote::TextWriter;
using oceanremote::View;

constexpr size_t kMostShown = 80;

size_t copy(View from, char* to) {
    if (from.bytes != 0) {
        memcpy(to, from.data, from.bytes);
    }
    return from.bytes;
}

}  // namespace

extern "C" {

void or_probe_read(const uint8_t* body, size_t bytes, size_t piece_bytes, or_probe_reply* out) {
    Reply reply;
    for (size_t at = 0; at < bytes; at += piece_bytes) {
        reply.take(body + at, bytes - at < piece_bytes ? bytes - at : piece_bytes);
    }
    reply.end();
    *out = or_probe_reply();
    out->is_refusal = reply.is_refusal();
    out->is_registration = reply.is_registration();
    out->is_session = reply.is_session();
    out->is_state = reply.is_state();
    out->success = reply.success();
    for (size_t relay = 0; relay < 2; ++relay) {
        out->relays[relay] = static_cast<uint8_t>(reply.relay(relay));
    }
    out->has_server_time = reply.server_time(out->server_time);
    out->has_lifetime = reply.lifetime_ms(out->lifetime_ms);
    out->token_longer = reply.permanent_token.longer;
    out->session_longer = reply.session_id.longer;
    out->token_bytes = copy(reply.permanent_token.view(), out->token);
    out->session_bytes = copy(reply.session_id.view(), out->session);
    out->code_bytes = copy(reply.code.view(), out->code);
    TextWriter shown(out->shown, sizeof out->shown);
    if (reply.has_message()) {
        oceanremote::write_fit_to_print(shown, reply.message(), reply.message_length(), kMostShown);
    }
    out->shown_bytes = shown.size();
}

size_t or_probe_fit(const char* text, size_t bytes, size_t most, char* shown, size_t capacity) {
    uint8_t points[Reply::kMessageCharacters * oceanremote::CodePoints::kBytes];
    size_t length = 0;
    const View view = {text, bytes};
    for (size_t at = 0; at < bytes && length < Reply::kMessageCharacters;) {
        oceanremote::put_code_point(points, length++, oceanremote::next_code_point(view, at));
    }
    TextWriter out(shown, capacity);
    oceanremote::write_fit_to_print(out, oceanremote::CodePoints(points), length, most);
    return out.size();
}

uint32_t or_probe_retry_after(const char* text, size_t bytes, uint32_t most) {
    return oceanremote::read_retry_after(text, bytes, most);
}

void or_probe_decode(const uint8_t* data, int32_t legacy, or_reading* reading) {
    *reading = legacy != 0 ? oceanremote::decode_legacy(data) : oceanremote::decode_reference(data);
}

void or_probe_encode(const or_reading* record, int32_t legacy, uint8_t* data) {
    legacy != 0 ? oceanremote::encode_legacy(*record, data) : oceanremote::encode_reference(*record, data);
}

}  // extern "C"
