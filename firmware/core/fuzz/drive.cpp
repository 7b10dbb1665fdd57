// A plain engine for compilers without libFuzzer: changes the files that it is given at random, so many times.
// drive <rounds> <seed> <file>...
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t kMostBytes = 8192;
constexpr int kMostChanges = 8;

// A step of xorshift (G. Marsaglia, 2003).
uint32_t draw(uint32_t& state) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

size_t read_file(const char* name, uint8_t* to) {
    FILE* file = fopen(name, "rb");
    if (file == nullptr) {
        fprintf(stderr, "cannot open %s\n", name);
        exit(2);
    }
    const size_t bytes = fread(to, 1, kMostBytes / 2, file);
    fclose(file);
    return bytes;
}

size_t change(uint8_t* data, size_t bytes, uint32_t& state) {
    const size_t at = bytes == 0 ? 0 : draw(state) % bytes;
    const size_t count = 1 + draw(state) % 16;
    switch (draw(state) % 5) {
        case 0:
            data[at] = static_cast<uint8_t>(draw(state));
            return bytes == 0 ? 1 : bytes;
        case 1:
            data[at] = static_cast<uint8_t>(data[at] ^ (1u << (draw(state) % 8)));
            return bytes == 0 ? 1 : bytes;
        case 2:
            return at;
        case 3:
            if (at + count >= bytes) {
                return bytes;
            }
            memmove(data + at, data + at + count, bytes - at - count);
            return bytes - count;
        default:
            if (bytes + count > kMostBytes || at + count > bytes) {
                return bytes;
            }
            memmove(data + at + count, data + at, bytes - at);
            return bytes + count;
    }
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) {
        fprintf(stderr, "usage: %s rounds seed file...\n", words[0]);
        return 2;
    }
    static uint8_t data[kMostBytes];
    uint32_t state = static_cast<uint32_t>(strtoul(words[2], nullptr, 10)) | 1u;
    const unsigned long rounds = strtoul(words[1], nullptr, 10);
    for (unsigned long round = 0; round < rounds; ++round) {
        size_t bytes = read_file(words[3 + draw(state) % static_cast<uint32_t>(count - 3)], data);
        for (uint32_t changes = draw(state) % kMostChanges; changes > 0; --changes) {
            bytes = change(data, bytes, state);
        }
        LLVMFuzzerTestOneInput(data, bytes);
    }
    printf("%lu inputs\n", rounds);
    return 0;
}
