// Tests the specification; `histories` as the first word writes what came of random histories instead.
#define DOCTEST_CONFIG_IMPLEMENT
#include <cstring>

#include "doctest/doctest.h"
#include "history.h"

int main(int count, char** words) {
    if (count > 1 && std::strcmp(words[1], "histories") == 0) {
        return print_histories(count - 2, words + 2);
    }
    return doctest::Context(count, words).run();
}
