#ifndef OCEANREMOTE_BACKOFF_H
#define OCEANREMOTE_BACKOFF_H

#include "oceanremote/core.h"

namespace oceanremote {

/// How an exchange ended: an answer's status and what it said in Retry-After, or why there is no answer.
struct Outcome {
    /// OR_OK, or a failure (negative).
    int32_t failure = OR_OK;
    int32_t status = 0;
    /// 0: no Retry-After that makes sense.
    uint32_t retry_after_s = 0;

    bool answered() const { return failure == OR_OK; }
    bool answered(int32_t with) const { return answered() && status == with; }
    /// The token or the session was not taken.
    bool refused() const { return answered(401) || answered(403); }
    /// What the firmware prints behind "HTTP Response:".
    int32_t printed() const {
        if (answered()) {
            return status;
        }
        return failure <= OR_HTTP_TLS ? int32_t{OR_HTTP_REFUSED} : failure;
    }
};

/// Reads Retry-After as whole seconds, at most `most`; 0 when it is absent, a date or anything else.
uint32_t read_retry_after(const char* text, size_t bytes, uint32_t most);

/// How long to wait before asking again. 401, 403 and 410 cannot be cured by asking again, so the wait is long. 429 and
/// 503 are waited out as told. Anything else doubles the wait each time, with a tenth of jitter.
class Backoff {
  public:
    explicit Backoff(const or_settings& settings) : settings_(settings), next_s_(settings.retry_first_s) {}

    void reset() { next_s_ = settings_.retry_first_s; }
    /// The wait in ms after this outcome; `random_ppm` (0 to 999,999) draws the jitter.
    uint32_t after(const Outcome& outcome, uint32_t random_ppm);
    /// The wait in ms after no usable answer; doubles the next one.
    uint32_t after_failure(uint32_t random_ppm);

  private:
    const or_settings& settings_;
    uint32_t next_s_;
};

}  // namespace oceanremote

#endif
