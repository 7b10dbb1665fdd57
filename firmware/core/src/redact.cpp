#include "redact.h"

#include "reply.h"

namespace oceanremote {

namespace {

constexpr uint32_t kEllipsis = 0x2026u;
/// A word of so many letters is none: a token without its prefix may be drawn without a digit.
constexpr size_t kNoWord = 32;

// With "$" a server could begin a sentence in its message, which a bench would take for the agent's.
void put_shown(TextWriter& to, uint32_t code_point) {
    to.put_code_point(code_point != '$' && is_printable(code_point) ? code_point : '?');
}

/// Writes at most so many characters, the shown form of each.
class Limited {
  public:
    Limited(TextWriter& to, size_t most) : to_(to), left_(most) {}

    void put(uint32_t code_point) {
        if (left_ > 0) {
            --left_;
            put_shown(to_, code_point);
        }
    }
    void put(CodePoints text, size_t length) {
        for (size_t at = 0; at < length; ++at) {
            put(text[at]);
        }
    }

  private:
    TextWriter& to_;
    size_t left_;
};

bool is_letter(uint32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
// Of a character that is percent-encoded or escaped, as gateways show tokens.
bool is_sign_of_encoding(uint32_t c) { return c == '%' || c == '\\'; }
bool is_token_character(uint32_t c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || is_sign_of_encoding(c);
}

/// A run of characters of which tokens are made, plain or encoded.
struct Run {
    CodePoints text;
    size_t length;

    bool is_word() const {
        for (size_t at = 0; at < length; ++at) {
            if (!is_letter(text[at])) {
                return false;
            }
        }
        return length < kNoWord;
    }
    /// Whether a token begins here by its look, however little of it stands before what was pasted into it.
    bool begins_token() const {
        for (size_t at = 0; at < length; ++at) {
            if (is_sign_of_encoding(text[at])) {
                return true;
            }
        }
        return length > 2 && text[0] == 'o' && text[1] == 'c' && text[2] == '_';
    }
};

Run run_at(CodePoints text, size_t length) {
    size_t end = 0;
    while (end < length && is_token_character(text[end])) {
        ++end;
    }
    return {text, end};
}

/// How much of a message is looked at: where it fills the room, a run at its end may be a piece of a token, too short
/// to look like one.
size_t considered(CodePoints text, size_t length) {
    if (length < Reply::kMessageCharacters) {
        return length;
    }
    size_t end = Reply::kMessageCharacters;
    while (end > 0 && is_token_character(text[end - 1])) {
        --end;
    }
    return end;
}

}  // namespace

void write_fit_to_print(TextWriter& to, CodePoints text, size_t length, size_t most) {
    length = considered(text, length);
    if (length == 0) {
        to.put("no message");
    }
    Limited out(to, most);
    bool token_begun = false;
    for (size_t at = 0; at < length; ++at) {
        const Run run = run_at(text + at, length - at);
        const bool cut = run.length > kShownCharacters && (token_begun || !run.is_word());
        out.put(run.text, !cut ? run.length : token_begun ? 0 : kShownCharacters);
        if (cut) {
            out.put(kEllipsis);
        }
        token_begun = token_begun || cut || run.begins_token();
        at += run.length;
        if (at < length) {
            out.put(text[at]);
        }
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
            put_shown(to, out[each]);
        }
    }
}

}  // namespace oceanremote
