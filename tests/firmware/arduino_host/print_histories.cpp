/// Writes what came of each history, as lines "kind seed digest"; with a kind
/// and a seed, all of that history.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "history.h"

namespace {

struct Kind {
    const char* name;
    std::string (*history)(uint32_t seed);
    uint32_t seeds;
};

constexpr Kind kKinds[] = {
    {"strings", string_history, 300},
    {"prints", print_history, 150},
    {"streams", stream_history, 150},
    {"numbers", number_history, 20},
};

void print_digests(const Kind& kind) {
    for (uint32_t seed = 0; seed < kind.seeds; ++seed) {
        Record record;
        record << kind.history(seed).c_str();
        std::printf("%s %u %016llx\n", kind.name, seed, static_cast<unsigned long long>(record.digest()));
    }
}

}  // namespace

int print_histories(int count, char** words) {
    for (const Kind& kind : kKinds) {
        if (count < 2) {
            print_digests(kind);
        } else if (std::strcmp(words[0], kind.name) == 0) {
            std::fputs(kind.history(static_cast<uint32_t>(std::atoi(words[1]))).c_str(), stdout);
        }
    }
    return 0;
}
