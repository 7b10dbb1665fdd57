#include <doctest/doctest.h>

#include "backoff.h"
#include "fake_board.h"

using oceanremote::Backoff;
using oceanremote::Outcome;

namespace {

Outcome answer(int32_t status, uint32_t retry_after_s = 0) {
    Outcome outcome;
    outcome.status = status;
    outcome.retry_after_s = retry_after_s;
    return outcome;
}

}  // namespace

TEST_CASE("no answer doubles the wait up to a minute, and a success starts over") {
    const or_settings settings = fake_settings();
    Backoff backoff(settings);
    for (const uint32_t seconds : {2u, 4u, 8u, 16u, 32u, 60u, 60u}) {
        CHECK(backoff.after_failure(0) == 1000 * seconds);
    }
    backoff.reset();
    CHECK(backoff.after_failure(0) == 2000);
}

TEST_CASE("each status has its wait in seconds") {
    const or_settings settings = fake_settings();
    const uint32_t cases[][3] = {{429, 0, 300}, {429, 7, 7},   {503, 7, 7},   {503, 0, 2}, {500, 7, 2},
                                 {400, 0, 600}, {499, 0, 600}, {401, 7, 600}, {408, 0, 2}, {425, 0, 2},
                                 {404, 0, 600}, {302, 0, 2},   {200, 0, 2}};
    for (const auto& each : cases) {
        Backoff backoff(settings);
        CHECK(backoff.after(answer(static_cast<int32_t>(each[0]), each[1]), 0) == 1000 * each[2]);
    }
}

TEST_CASE("the largest jitter is just short of a tenth") {
    const or_settings settings = fake_settings();
    CHECK(Backoff(settings).after_failure(999999) == 2199);
}

TEST_CASE("a handshake that failed is printed as a refused connection") {
    Outcome outcome;
    for (const int32_t failure : {OR_HTTP_TLS, OR_HTTP_TLS_UNTRUSTED, OR_HTTP_TLS_ALERT}) {
        outcome.failure = failure;
        CHECK(outcome.printed() == -1);
    }
}
