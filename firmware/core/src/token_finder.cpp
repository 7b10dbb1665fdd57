#include "token_finder.h"

namespace oceanremote {

namespace {

constexpr size_t kHexRun = 16;
constexpr size_t kBase64UrlRun = 32;
constexpr size_t kNone = 0;

bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
uint32_t lower(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32u : c; }
bool is_letter(uint32_t c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_hex_digit(uint32_t c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

// Four characters outside ASCII are letters of it but for case: capital and dotless i, long s, Kelvin.
uint32_t folded(uint32_t c) {
    switch (c) {
        case 0x130u:
        case 0x131u:
            return 'i';
        case 0x17Fu:
            return 's';
        case 0x212Au:
            return 'k';
        default:
            return lower(c);
    }
}

uint32_t hex_value(uint32_t c) { return is_digit(c) ? c - '0' : lower(c) - 'a' + 10u; }

// The code of a hexadecimal digit's character: 30 to 39, 41 to 46, 61 to 66.
bool is_code_of_hex_digit(uint32_t code) { return code < 0x80u && is_hex_digit(code); }

/// Finds pieces of tokens in a text. Positions are indices; a matcher gives where its piece ends, or kNone.
class Finder {
  public:
    Finder(const uint32_t* text, size_t length) : text_(text), length_(length) {}

    /// Where the token that begins at `at` ends; kNone when none does.
    size_t token(size_t at) const {
        size_t end = prefixed(at);
        if (end == kNone) {
            size_t count = 0;
            end = run(at, &Finder::tail, count);
            end = most_pieces(at) >= kBase64UrlRun ? end : kNone;
        }
        if (end == kNone) {
            size_t count = 0;
            end = run(at, &Finder::hex, count);
            end = count >= kHexRun ? end : kNone;
        }
        return end;
    }

  private:
    using Matcher = size_t (Finder::*)(size_t) const;

    uint32_t get(size_t at) const { return at < length_ ? text_[at] : 0; }
    bool hex_digits(size_t at, size_t count) const {
        for (size_t each = 0; each < count; ++each) {
            if (!is_hex_digit(get(at + each))) {
                return false;
            }
        }
        return true;
    }
    uint32_t code(size_t at) const { return hex_value(get(at)) * 16u + hex_value(get(at + 1)); }

    /// Behind the backslashes and the "u" of an escape that begins at `at`.
    size_t escape(size_t at) const {
        if (get(at) != '\\' || (at > 0 && text_[at - 1] == '\\')) {
            return kNone;
        }
        size_t end = at;
        while (get(end) == '\\') {
            ++end;
        }
        return lower(get(end)) == 'u' ? end + 1 : kNone;
    }

    /// How many times "25" stands behind the percent sign at `at`: encoded once more each time.
    size_t repeated(size_t at) const {
        size_t count = 0;
        while (get(at + 1 + 2 * count) == '2' && get(at + 2 + 2 * count) == '5') {
            ++count;
        }
        return count;
    }

    /// One character of a token: plain, percent-encoded, or escaped as in JSON.
    size_t tail(size_t at) const {
        const uint32_t c = get(at);
        const uint32_t plain = folded(c);
        if ((plain >= 'a' && plain <= 'z') || is_digit(c) || c == '_' || c == '-') {
            return at + 1;
        }
        if (c == '%') {
            for (size_t count = repeated(at) + 1; count-- > 0;) {
                const size_t digits = at + 1 + 2 * count;
                if (hex_digits(digits, 2)) {
                    return digits + 2;
                }
            }
            return kNone;
        }
        const size_t digits = escape(at);
        return digits != kNone && hex_digits(digits, 4) ? digits + 4 : kNone;
    }

    /// The same in the way that makes most characters of a text: every percent sign with two digits only.
    size_t shortest_tail(size_t at) const { return get(at) == '%' && hex_digits(at + 1, 2) ? at + 3 : tail(at); }

    /// Where the two digits of an encoded character stand, if one may begin here.
    size_t code_digits(size_t at) const {
        if (get(at) == '%') {
            return at + 1 + 2 * repeated(at);
        }
        const size_t digits = escape(at);
        return digits != kNone && get(digits) == '0' && get(digits + 1) == '0' ? digits + 2 : kNone;
    }

    size_t hex(size_t at) const {
        const uint32_t c = get(at);
        if (is_hex_digit(c)) {
            return at + 1;
        }
        const size_t digits = code_digits(at);
        return digits != kNone && hex_digits(digits, 2) && is_code_of_hex_digit(code(digits)) ? digits + 2 : kNone;
    }

    size_t run(size_t at, Matcher matcher, size_t& count) const {
        count = 0;
        for (size_t end = (this->*matcher)(at); end != kNone; end = (this->*matcher)(at)) {
            at = end;
            ++count;
        }
        return at;
    }

    size_t most_pieces(size_t at) const {
        size_t count = 0;
        run(at, &Finder::shortest_tail, count);
        return count;
    }

    /// One known character, plain or encoded.
    size_t encoded(size_t at, uint32_t wanted) const {
        if (folded(get(at)) == wanted) {
            return at + 1;
        }
        const size_t digits = code_digits(at);
        return digits != kNone && hex_digits(digits, 2) && code(digits) == wanted ? digits + 2 : kNone;
    }

    size_t word(size_t at, const char* wanted) const {
        for (; *wanted != 0; ++wanted) {
            at = encoded(at, static_cast<uint8_t>(*wanted));
            if (at == kNone) {
                return kNone;
            }
        }
        return at;
    }

    size_t prefixed(size_t at) const {
        constexpr const char* kPrefixes[] = {"oc_reg_", "oc_perm_", "oc_sess_"};
        for (const char* prefix : kPrefixes) {
            const size_t end = word(at, prefix);
            if (end != kNone) {
                return rest(end);
            }
        }
        return kNone;
    }

    /// The body of a prefixed token, which goes on behind one or two characters that were pasted into it.
    size_t rest(size_t at) const {
        size_t count = 0;
        at = run(at, &Finder::tail, count);
        for (size_t next = behind_pasted(at); next != kNone; next = behind_pasted(at)) {
            at = run(next, &Finder::tail, count);
        }
        return at;
    }

    size_t behind_pasted(size_t at) const {
        const size_t one = pasted(at);
        const size_t two = one == kNone ? kNone : pasted(one);
        if (two != kNone && most_pieces(two) > kShownCharacters) {
            return two;
        }
        return one != kNone && most_pieces(one) > kShownCharacters ? one : kNone;
    }

    size_t pasted(size_t at) const {
        if (at >= length_) {
            return kNone;
        }
        const uint32_t c = text_[at];
        const bool space = c == ' ' || (c >= 0x09u && c <= 0x0Du) || (c >= 0x1Cu && c <= 0x1Fu);
        const bool sign = c == '+' || c == '%' || c == '/' || c == '=' || c == '.' || c == '!' || c == '*' || c == '~';
        if (space || sign || (c > 0x7Fu && c != kEllipsis)) {
            return at + 1;
        }
        size_t end = at;
        while (get(end) == '\\') {
            ++end;
        }
        const uint32_t last = lower(get(end));
        return end > at && (last == 'n' || last == 'r' || last == 't') ? end + 1 : kNone;
    }

    const uint32_t* text_;
    size_t length_;
};

}  // namespace

bool is_token_character(uint32_t c) {
    return is_letter(folded(c)) || is_digit(c) || c == '_' || c == '%' || c == '\\' || c == '-';
}

bool may_hold_token(const uint32_t* text, size_t length) {
    size_t count = 0;
    for (size_t at = 0; at < length && count <= kShownCharacters; ++at) {
        count = is_token_character(text[at]) ? count + 1 : 0;
    }
    return count > kShownCharacters;
}

size_t find_token_end(const uint32_t* text, size_t length, size_t at) { return Finder(text, length).token(at); }

}  // namespace oceanremote
