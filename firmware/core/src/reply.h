#ifndef OCEANREMOTE_REPLY_H
#define OCEANREMOTE_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "json_reader.h"
#include "number.h"
#include "utf8.h"

namespace oceanremote {

/// Whether a field stood in an answer, and with a value of the type that it must have.
enum class Presence : uint8_t { kAbsent, kNull, kGood, kBad };

enum class Truth : uint8_t { kUnknown, kFalse, kTrue };

/// A short text of an answer: its bytes in UTF-8, or the fact that it was longer.
template <size_t Capacity>
struct ShortText {
    char data[Capacity];
    size_t bytes = 0;
    bool longer = false;
    Presence presence = Presence::kAbsent;

    void clear() {
        bytes = 0;
        longer = false;
    }
    View view() const { return longer ? View{} : View{data, bytes}; }
};

/// The fields of a server's answer, collected while its body arrives. One reading serves every kind of answer: each
/// kind looks at its own fields only, and is unreadable when one of those has a wrong type.
class Reply {
  public:
    static constexpr size_t kTokenBytes = 64;
    /// How much of a message is looked at: a whole token with every character escaped has room.
    static constexpr size_t kMessageCharacters = 400;

    Reply() : reader_({this, listen}) {}
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;

    void take(const uint8_t* data, size_t bytes);
    void end();

    /// Whether the body was one well-formed JSON object.
    bool is_object() const { return is_object_; }
    /// A refusal: `error`, `code`, `server_time`.
    bool is_refusal() const { return is_object_ && is_text(message_) && is_text(code.presence) && server_time_ok(); }
    bool is_registration() const { return is_object_ && permanent_token.presence == Presence::kGood && success_ok(); }
    bool is_session() const { return is_object_ && session_id.presence == Presence::kGood && success_ok(); }
    bool is_state() const { return is_object_ && success_ok() && relay_ok(relay_[0]) && relay_ok(relay_[1]); }

    bool success() const { return success_ != Truth::kFalse; }
    bool has_message() const { return message_ == Presence::kGood; }
    CodePoints message() const { return CodePoints(message_text_); }
    size_t message_length() const { return message_length_; }
    Truth relay(size_t number) const { return relay_[number].value; }
    /// Unix seconds; false when there is none, or none that a calendar knows.
    bool server_time(int64_t& unix_s) const;
    /// False: no lifetime that makes sense.
    bool lifetime_ms(uint32_t& milliseconds) const { return lifetime_.milliseconds(milliseconds); }

    ShortText<16> code;
    ShortText<kTokenBytes> permanent_token;
    ShortText<kTokenBytes> session_id;

  private:
    enum class Field : uint8_t {
        kNone,
        kError,
        kCode,
        kServerTime,
        kSuccess,
        kPermanentToken,
        kSessionId,
        kExpiresIn,
        kRelay1,
        kRelay2
    };
    struct Relay {
        Presence presence = Presence::kAbsent;
        Truth value = Truth::kUnknown;
    };

    static bool is_text(Presence presence) { return presence == Presence::kAbsent || presence == Presence::kGood; }
    static bool relay_ok(const Relay& relay) { return relay.presence != Presence::kBad; }
    bool success_ok() const { return success_presence_ == Presence::kAbsent || success_presence_ == Presence::kGood; }
    bool server_time_ok() const { return server_time_presence_ != Presence::kBad; }

    static void listen(void* owner, JsonPart part, uint32_t value, size_t depth);
    void root(JsonPart part) { root_is_object_ = part == JsonPart::kObject; }
    void key(JsonPart part, uint32_t value);
    void field_value(JsonPart part, uint32_t value);
    void text_part(JsonPart part, uint32_t value);
    void note_type(JsonPart part);
    void note_truth(JsonPart part, Presence& presence, Truth& value, bool may_be_null);
    void number_ended();
    Presence* text_presence();
    static void mark(Presence& presence, bool good);

    JsonReader reader_;
    uint8_t message_text_[kMessageCharacters * CodePoints::kBytes];
    size_t message_length_ = 0;
    ShortText<16> key_;
    Number server_time_;
    Number lifetime_;
    Presence message_ = Presence::kAbsent;
    Presence server_time_presence_ = Presence::kAbsent;
    Presence success_presence_ = Presence::kAbsent;
    Truth success_ = Truth::kUnknown;
    Relay relay_[2];
    Field field_ = Field::kNone;
    bool in_key_ = false;
    bool root_is_object_ = false;
    bool is_object_ = false;
};

}  // namespace oceanremote

#endif
