#include <libb64/cdecode.h>
#include <stdint.h>

extern "C" {

void base64_init_decodestate(base64_decodestate* state_in) { *state_in = {step_a, 0}; }

int base64_decode_value(char value_in) {
    constexpr int kLetters = 26;
    if (value_in >= 'A' && value_in <= 'Z') {
        return value_in - 'A';
    }
    if (value_in >= 'a' && value_in <= 'z') {
        return value_in - 'a' + kLetters;
    }
    if (value_in >= '0' && value_in <= '9') {
        return value_in - '0' + 2 * kLetters;
    }
    return value_in == '+' ? 62 : value_in == '/' ? 63 : value_in == '=' ? -2 : -1;
}

int base64_decode_block(const char* code_in, const int length_in, char* plaintext_out, base64_decodestate* state_in) {
    int count = 0;
    for (int at = 0; at < length_in; ++at) {
        const int six = base64_decode_value(code_in[at]);
        if (six < 0) {
            continue;
        }
        // After the first of four letters six bits are left over, then four, then two.
        const auto before = static_cast<uint8_t>(state_in->plainchar);
        switch (state_in->step) {
            case step_a:
                *state_in = {step_b, static_cast<char>(six << 2)};
                break;
            case step_b:
                plaintext_out[count++] = static_cast<char>(before | six >> 4);
                *state_in = {step_c, static_cast<char>(six << 4)};
                break;
            case step_c:
                plaintext_out[count++] = static_cast<char>(before | six >> 2);
                *state_in = {step_d, static_cast<char>(six << 6)};
                break;
            case step_d:
                plaintext_out[count++] = static_cast<char>(before | six);
                *state_in = {step_a, 0};
                break;
        }
    }
    return count;
}

int base64_decode_chars(const char* code_in, const int length_in, char* plaintext_out) {
    base64_decodestate state;
    base64_init_decodestate(&state);
    const int count = base64_decode_block(code_in, length_in, plaintext_out, &state);
    plaintext_out[count] = '\0';
    return count;
}

}  // extern "C"
