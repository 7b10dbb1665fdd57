// AES as FIPS 197 has it: bytes of a block stand in columns of four.
#include <mbedtls/aes.h>
#include <string.h>

#include <algorithm>

namespace {

constexpr size_t kBlockBytes = 16;
constexpr unsigned kWordBits = 32;

constexpr uint8_t twice(uint8_t byte) { return static_cast<uint8_t>(byte << 1 ^ ((byte & 0x80) != 0 ? 0x1B : 0)); }

constexpr uint8_t product(uint8_t one, uint8_t other) {
    uint8_t sum = 0;
    for (; other != 0; other = static_cast<uint8_t>(other >> 1), one = twice(one)) {
        sum = static_cast<uint8_t>(sum ^ ((other & 1) != 0 ? one : 0));
    }
    return sum;
}

struct SubstitutionBoxes {
    uint8_t forth[256];
    uint8_t back[256];
};

/// Section 5.1.1: the inverse of a byte in GF(2^8), and then its bits mixed.
constexpr SubstitutionBoxes substitution_boxes() {
    SubstitutionBoxes made = {};
    // Powers of 3, and of its inverse 0xF6, go through all bytes but 0 (section 4.2).
    uint8_t power = 1;
    uint8_t inverse = 1;
    made.forth[0] = 0x63;
    made.back[0x63] = 0;
    do {
        power = product(power, 0x03);
        inverse = product(inverse, 0xF6);
        uint8_t mixed = 0x63;
        for (unsigned turn = 0; turn < 5; ++turn) {
            mixed = static_cast<uint8_t>(mixed ^ (inverse << turn | inverse >> (8 - turn)));
        }
        made.forth[power] = mixed;
        made.back[mixed] = power;
    } while (power != 1);
    return made;
}

constexpr SubstitutionBoxes kBoxes = substitution_boxes();

uint32_t substituted(uint32_t word) {
    uint32_t found = 0;
    for (unsigned shift = 0; shift < kWordBits; shift += 8) {
        found |= uint32_t{kBoxes.forth[word >> shift & 0xFF]} << shift;
    }
    return found;
}

void add_round_key(uint8_t* state, const uint32_t* keys) {
    for (size_t at = 0; at < kBlockBytes; ++at) {
        state[at] = static_cast<uint8_t>(state[at] ^ keys[at / 4] >> (8 * (3 - at % 4)));
    }
}

/// Each row moves by its number, to the left or back, and each byte is replaced.
void shift_and_substitute(uint8_t* state, const uint8_t (&box)[256], bool is_back) {
    uint8_t before[kBlockBytes];
    memcpy(before, state, sizeof before);
    for (size_t column = 0; column < 4; ++column) {
        for (size_t row = 0; row < 4; ++row) {
            const size_t from = (column + (is_back ? 4 - row : row)) % 4;
            state[4 * column + row] = box[before[4 * from + row]];
        }
    }
}

void mix_columns(uint8_t* state, const uint8_t (&factors)[4]) {
    for (uint8_t* column = state; column < state + kBlockBytes; column += 4) {
        uint8_t before[4];
        memcpy(before, column, sizeof before);
        for (size_t row = 0; row < 4; ++row) {
            uint8_t sum = 0;
            for (size_t at = 0; at < 4; ++at) {
                sum = static_cast<uint8_t>(sum ^ product(before[at], factors[(at + 4 - row) % 4]));
            }
            column[row] = sum;
        }
    }
}

void encrypt(const mbedtls_aes_context& key, uint8_t* state) {
    constexpr uint8_t kFactors[] = {2, 3, 1, 1};
    add_round_key(state, key.keys);
    for (int round = 1; round <= key.rounds; ++round) {
        shift_and_substitute(state, kBoxes.forth, false);
        if (round < key.rounds) {
            mix_columns(state, kFactors);
        }
        add_round_key(state, key.keys + 4 * round);
    }
}

void decrypt(const mbedtls_aes_context& key, uint8_t* state) {
    constexpr uint8_t kFactors[] = {14, 11, 13, 9};
    for (int round = key.rounds; round >= 1; --round) {
        add_round_key(state, key.keys + 4 * round);
        if (round < key.rounds) {
            mix_columns(state, kFactors);
        }
        shift_and_substitute(state, kBoxes.back, true);
    }
    add_round_key(state, key.keys);
}

void add_bytes(uint8_t* to, const uint8_t* other) {
    for (size_t at = 0; at < kBlockBytes; ++at) {
        to[at] = static_cast<uint8_t>(to[at] ^ other[at]);
    }
}

void count_on(uint8_t* counter) {
    for (size_t at = kBlockBytes; at-- > 0 && ++counter[at] == 0;) {
    }
}

}  // namespace

extern "C" {

void mbedtls_aes_init(mbedtls_aes_context* ctx) { *ctx = {}; }

void mbedtls_aes_free(mbedtls_aes_context* ctx) {
    if (ctx != nullptr) {
        *ctx = {};
    }
}

int mbedtls_aes_setkey_enc(mbedtls_aes_context* ctx, const unsigned char* key, unsigned int keybits) {
    if (keybits != 128 && keybits != 192 && keybits != 256) {
        return MBEDTLS_ERR_AES_INVALID_KEY_LENGTH;
    }
    const size_t words = keybits / kWordBits;
    ctx->rounds = static_cast<int>(words) + 6;
    for (size_t at = 0; at < words; ++at) {
        ctx->keys[at] = uint32_t{key[4 * at]} << 24 | uint32_t{key[4 * at + 1]} << 16 | uint32_t{key[4 * at + 2]} << 8 |
                        key[4 * at + 3];
    }
    uint8_t constant = 1;
    for (size_t at = words; at < 4 * static_cast<size_t>(ctx->rounds + 1); ++at) {
        uint32_t word = ctx->keys[at - 1];
        if (at % words == 0) {
            word = substituted(word << 8 | word >> 24) ^ uint32_t{constant} << 24;
            constant = twice(constant);
        } else if (words > 6 && at % words == 4) {
            word = substituted(word);
        }
        ctx->keys[at] = ctx->keys[at - words] ^ word;
    }
    return 0;
}

int mbedtls_aes_setkey_dec(mbedtls_aes_context* ctx, const unsigned char* key, unsigned int keybits) {
    return mbedtls_aes_setkey_enc(ctx, key, keybits);
}

int mbedtls_aes_crypt_ecb(mbedtls_aes_context* ctx, int mode, const unsigned char input[16], unsigned char output[16]) {
    if (mode != MBEDTLS_AES_ENCRYPT && mode != MBEDTLS_AES_DECRYPT) {
        return MBEDTLS_ERR_AES_BAD_INPUT_DATA;
    }
    memmove(output, input, kBlockBytes);
    (mode == MBEDTLS_AES_ENCRYPT ? encrypt : decrypt)(*ctx, output);
    return 0;
}

int mbedtls_aes_crypt_cbc(mbedtls_aes_context* ctx, int mode, size_t length, unsigned char iv[16],
                          const unsigned char* input, unsigned char* output) {
    if (mode != MBEDTLS_AES_ENCRYPT && mode != MBEDTLS_AES_DECRYPT) {
        return MBEDTLS_ERR_AES_BAD_INPUT_DATA;
    }
    if (length % kBlockBytes != 0) {
        return MBEDTLS_ERR_AES_INVALID_INPUT_LENGTH;
    }
    for (size_t at = 0; at < length; at += kBlockBytes) {
        uint8_t block[kBlockBytes];
        uint8_t next[kBlockBytes];
        memcpy(block, input + at, sizeof block);
        memcpy(next, block, sizeof next);
        if (mode == MBEDTLS_AES_ENCRYPT) {
            add_bytes(block, iv);
            encrypt(*ctx, block);
            memcpy(next, block, sizeof next);
        } else {
            decrypt(*ctx, block);
            add_bytes(block, iv);
        }
        memcpy(iv, next, sizeof next);
        memcpy(output + at, block, sizeof block);
    }
    return 0;
}

int mbedtls_aes_crypt_ctr(mbedtls_aes_context* ctx, size_t length, size_t* nc_off, unsigned char nonce_counter[16],
                          unsigned char stream_block[16], const unsigned char* input, unsigned char* output) {
    if (*nc_off >= kBlockBytes) {
        return MBEDTLS_ERR_AES_BAD_INPUT_DATA;
    }
    for (size_t at = 0; at < length; ++at) {
        if (*nc_off == 0) {
            memcpy(stream_block, nonce_counter, kBlockBytes);
            encrypt(*ctx, stream_block);
            count_on(nonce_counter);
        }
        output[at] = static_cast<unsigned char>(input[at] ^ stream_block[*nc_off]);
        *nc_off = (*nc_off + 1) % kBlockBytes;
    }
    return 0;
}

}  // extern "C"
