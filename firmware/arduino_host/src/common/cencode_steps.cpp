// Base64 piece by piece (RFC 4648). A letter is of six bits: `result` has those that are left over.
#include <libb64/cencode.h>

namespace {

constexpr char kCodeLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr int kSixBits = 0x3F;
// A group of four letters is of three bytes.
constexpr int kGroupsOfLine = BASE64_CHARS_PER_LINE / 4;

}  // namespace

extern "C" {

void base64_init_encodestate(base64_encodestate* state_in) { *state_in = {step_A, 0, 0, kGroupsOfLine}; }

void base64_init_encodestate_nonewlines(base64_encodestate* state_in) { *state_in = {step_A, 0, 0, -1}; }

char base64_encode_value(char value_in) {
    const auto value = static_cast<unsigned char>(value_in);
    return value > kSixBits ? '=' : kCodeLetters[value];
}

int base64_encode_block(const char* plaintext_in, int length_in, char* code_out, base64_encodestate* state_in) {
    char* letter = code_out;
    for (int each = 0; each < length_in; ++each) {
        const int byte = static_cast<unsigned char>(plaintext_in[each]);
        const int left = state_in->result;
        switch (state_in->step) {
            case step_A:
                *letter++ = kCodeLetters[byte >> 2];
                state_in->result = static_cast<char>((byte & 3) << 4);
                state_in->step = step_B;
                break;
            case step_B:
                *letter++ = kCodeLetters[left | byte >> 4];
                state_in->result = static_cast<char>((byte & 0xF) << 2);
                state_in->step = step_C;
                break;
            case step_C:
                *letter++ = kCodeLetters[left | byte >> 6];
                *letter++ = kCodeLetters[byte & kSixBits];
                state_in->result = 0;
                state_in->step = step_A;
                if (++state_in->stepcount == state_in->stepsnewline) {
                    *letter++ = '\n';
                    state_in->stepcount = 0;
                }
                break;
        }
    }
    return static_cast<int>(letter - code_out);
}

int base64_encode_blockend(char* code_out, base64_encodestate* state_in) {
    char* letter = code_out;
    if (state_in->step != step_A) {
        *letter++ = kCodeLetters[static_cast<unsigned char>(state_in->result)];
        *letter++ = '=';
        if (state_in->step == step_B) {
            *letter++ = '=';
        }
    }
    *letter = 0;
    return static_cast<int>(letter - code_out);
}

}  // extern "C"
