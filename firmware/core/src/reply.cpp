#include "reply.h"

namespace oceanremote {

namespace {

// The end of the year 9999: a server that names a later one has no idea of the time either.
constexpr int64_t kLatestUnixS = 253402300799;

template <size_t Capacity>
void keep(ShortText<Capacity>& to, uint32_t code_point) {
    TextWriter writer(to.data + to.bytes, Capacity - to.bytes);
    writer.put_code_point(code_point);
    to.longer = to.longer || writer.overflowed();
    to.bytes += writer.size();
}

}  // namespace

void Reply::take(const uint8_t* data, size_t bytes) {
    for (size_t at = 0; at < bytes; ++at) {
        reader_.take(data[at]);
    }
}

void Reply::end() { is_object_ = reader_.end() && root_is_object_; }

bool Reply::server_time(int64_t& unix_s) const {
    return server_time_presence_ == Presence::kGood && server_time_.integer(unix_s) && unix_s >= 0 &&
           unix_s <= kLatestUnixS;
}

void Reply::listen(void* owner, JsonPart part, uint32_t value, size_t depth) {
    Reply& reply = *static_cast<Reply*>(owner);
    const bool key_part = part == JsonPart::kKeyBegins || part == JsonPart::kKeyEnds;
    if (part == JsonPart::kKeyBegins) {
        reply.in_key_ = true;
    }
    // What stands deeper, inside of a field's value, is nobody's.
    if (depth == 0) {
        reply.root(part);
    } else if (depth == 1 && (key_part || reply.in_key_)) {
        reply.key(part, value);
    } else if (depth == 1) {
        reply.field_value(part, value);
    }
    if (part == JsonPart::kKeyEnds) {
        reply.in_key_ = false;
    }
}

void Reply::key(JsonPart part, uint32_t value) {
    constexpr struct {
        const char* name;
        Field field;
    } kFields[] = {
        {"error", Field::kError},
        {"code", Field::kCode},
        {"server_time", Field::kServerTime},
        {"success", Field::kSuccess},
        {"permanent_token", Field::kPermanentToken},
        {"session_id", Field::kSessionId},
        {"expires_in", Field::kExpiresIn},
        {"relay1", Field::kRelay1},
        {"relay2", Field::kRelay2},
    };
    if (part == JsonPart::kKeyBegins) {
        key_.clear();
    } else if (part == JsonPart::kCharacter) {
        keep(key_, value);
    } else if (part == JsonPart::kWrongBytes) {
        key_.longer = true;
    } else {
        field_ = Field::kNone;
        for (const auto& each : kFields) {
            if (same(key_.view(), view(each.name))) {
                field_ = each.field;
            }
        }
    }
}

Presence* Reply::text_presence() {
    switch (field_) {
        case Field::kError:
            return &message_;
        case Field::kCode:
            return &code.presence;
        case Field::kPermanentToken:
            return &permanent_token.presence;
        case Field::kSessionId:
            return &session_id.presence;
        default:
            return nullptr;
    }
}

void Reply::field_value(JsonPart part, uint32_t value) {
    switch (part) {
        case JsonPart::kCharacter:
        case JsonPart::kWrongBytes:
        case JsonPart::kStringEnds:
            return text_part(part, value);
        case JsonPart::kNumberCharacter:
            if (field_ == Field::kServerTime || field_ == Field::kExpiresIn) {
                (field_ == Field::kServerTime ? server_time_ : lifetime_).take(static_cast<char>(value));
            }
            return;
        case JsonPart::kNumberEnds:
            return number_ended();
        default:
            return note_type(part);
    }
}

void Reply::mark(Presence& presence, bool good) {
    presence = presence == Presence::kBad || !good ? Presence::kBad : Presence::kGood;
}

void Reply::note_type(JsonPart part) {
    if (Presence* text = text_presence()) {
        mark(*text, part == JsonPart::kStringBegins);
        if (field_ == Field::kError) {
            message_length_ = 0;
        } else if (field_ == Field::kCode) {
            code.clear();
        } else {
            (field_ == Field::kSessionId ? session_id : permanent_token).clear();
        }
        return;
    }
    switch (field_) {
        case Field::kSuccess:
            return note_truth(part, success_presence_, success_, false);
        case Field::kRelay1:
            return note_truth(part, relay_[0].presence, relay_[0].value, true);
        case Field::kRelay2:
            return note_truth(part, relay_[1].presence, relay_[1].value, true);
        case Field::kServerTime:
            server_time_ = Number();
            if (part == JsonPart::kNull && server_time_presence_ != Presence::kBad) {
                server_time_presence_ = Presence::kNull;
            } else {
                mark(server_time_presence_, part == JsonPart::kNumberBegins);
            }
            return;
        case Field::kExpiresIn:
            lifetime_ = Number();
            return;
        default:
            return;
    }
}

void Reply::note_truth(JsonPart part, Presence& presence, Truth& value, bool may_be_null) {
    if (part == JsonPart::kNull && may_be_null && presence != Presence::kBad) {
        presence = Presence::kNull;
        value = Truth::kUnknown;
        return;
    }
    mark(presence, part == JsonPart::kTrue || part == JsonPart::kFalse);
    value = part == JsonPart::kTrue ? Truth::kTrue : Truth::kFalse;
}

void Reply::number_ended() {
    int64_t unix_s = 0;
    if (field_ == Field::kServerTime && !server_time_.integer(unix_s)) {
        server_time_presence_ = Presence::kBad;
    }
}

void Reply::text_part(JsonPart part, uint32_t value) {
    if (part == JsonPart::kWrongBytes) {
        if (Presence* text = text_presence()) {
            *text = Presence::kBad;
        }
        return;
    }
    if (part == JsonPart::kStringEnds) {
        return;
    }
    switch (field_) {
        case Field::kError:
            if (message_length_ < kMessageCharacters) {
                put_code_point(message_text_, message_length_++, value);
            }
            return;
        case Field::kCode:
            return keep(code, value);
        case Field::kPermanentToken:
            return keep(permanent_token, value);
        case Field::kSessionId:
            return keep(session_id, value);
        default:
            return;
    }
}

}  // namespace oceanremote
