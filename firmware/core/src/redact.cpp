#include "redact.h"

#include "reply.h"
#include "token_finder.h"
#include "utf8.h"

namespace oceanremote {

namespace {

/// Writes at most so many characters, the shown form of each, without spaces at the ends.
class Trimmed {
  public:
    Trimmed(TextWriter& to, size_t most) : to_(to), left_(most) {}

    void put(uint32_t code_point) {
        if (left_ == 0) {
            return;
        }
        --left_;
        if (code_point == ' ') {
            spaces_ += begun_ ? 1u : 0u;
            return;
        }
        for (; spaces_ > 0; --spaces_) {
            to_.put(' ');
        }
        begun_ = true;
        to_.put_code_point(is_printable(code_point) ? code_point : '?');
    }
    bool begun() const { return begun_; }

  private:
    TextWriter& to_;
    size_t left_;
    size_t spaces_ = 0;
    bool begun_ = false;
};

/// How much of a message is looked at: where it fills the room, a word at its end may be a piece of a token, too short
/// to look like one.
size_t considered(const uint32_t* text, size_t length) {
    if (length < Reply::kMessageCharacters) {
        return length;
    }
    size_t end = Reply::kMessageCharacters;
    while (end > 0 && is_token_character(text[end - 1])) {
        --end;
    }
    return end > 0 ? end : Reply::kMessageCharacters;
}

}  // namespace

void write_fit_to_print(TextWriter& to, const uint32_t* text, size_t length, size_t most) {
    length = considered(text, length);
    const bool suspicious = may_hold_token(text, length);
    Trimmed out(to, most);
    for (size_t at = 0; at < length;) {
        const size_t end = suspicious ? find_token_end(text, length, at) : 0;
        if (end <= at) {
            out.put(text[at++]);
            continue;
        }
        const size_t shown = end - at <= kShownCharacters ? end - at : kShownCharacters;
        for (size_t each = 0; each < shown; ++each) {
            out.put(text[at + each]);
        }
        if (shown < end - at) {
            out.put(kEllipsis);
        }
        at = end;
    }
    if (!out.begun()) {
        to.put("no message");
    }
}

void write_shortened(TextWriter& to, View secret) {
    size_t shown = 0;
    for (size_t at = 0; at < secret.bytes;) {
        const uint32_t code_point = next_code_point(secret, at);
        const bool line_break = code_point == '\r' || code_point == '\n';
        const uint32_t out[] = {line_break ? '\\' : code_point, code_point == '\r' ? uint32_t{'r'} : uint32_t{'n'}};
        for (size_t each = 0; each < (line_break ? 2u : 1u); ++each) {
            if (shown++ == kShownCharacters) {
                to.put_code_point(kEllipsis);
                return;
            }
            to.put_code_point(is_printable(out[each]) ? out[each] : '?');
        }
    }
}

}  // namespace oceanremote
