#include "backoff.h"

#include "whole_seconds.h"

namespace oceanremote {

namespace {

constexpr uint64_t kTenMillion = 10000000;

// What may stand round a header's value (RFC 9110, section 5.6.3).
bool is_space(char c) { return c == ' ' || c == '\t'; }

// A request timeout and "too early" are no verdict on the request.
bool is_temporary(int32_t status) { return status == 408 || status == 425; }

}  // namespace

uint32_t read_retry_after(const char* text, size_t bytes, uint32_t most) {
    size_t from = 0;
    size_t end = bytes;
    while (from < end && is_space(text[from])) {
        ++from;
    }
    while (end > from && is_space(text[end - 1])) {
        --end;
    }
    uint32_t seconds = 0;
    for (size_t at = from; at < end; ++at) {
        if (text[at] < '0' || text[at] > '9') {
            return 0;
        }
        // No more than `most` at any digit, so that a header of any length fits.
        seconds = seconds * 10u + static_cast<uint32_t>(text[at] - '0');
        seconds = seconds < most ? seconds : most;
    }
    return seconds;
}

uint32_t Backoff::after(const Outcome& outcome, uint32_t random_ppm) {
    if (outcome.answered()) {
        const uint32_t told_s = outcome.retry_after_s;
        if (outcome.status == 429) {
            return milliseconds_of(told_s != 0 ? told_s : settings_.rate_limited_retry_s);
        }
        if (outcome.status == 503 && told_s != 0) {
            return milliseconds_of(told_s);
        }
        if (outcome.status >= 400 && outcome.status < 500 && !is_temporary(outcome.status)) {
            return milliseconds_of(settings_.refused_retry_s);
        }
    }
    return after_failure(random_ppm);
}

uint32_t Backoff::after_failure(uint32_t random_ppm) {
    const uint64_t wait_ms = milliseconds_of(next_s_);
    const uint32_t doubled = 2u * next_s_;
    next_s_ = doubled < settings_.retry_max_s ? doubled : settings_.retry_max_s;
    return static_cast<uint32_t>(wait_ms + wait_ms * random_ppm / kTenMillion);
}

}  // namespace oceanremote
