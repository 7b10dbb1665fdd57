#include "exchange.h"

#include "in_place.h"

namespace oceanremote {

void Exchange::start(const or_request& request) {
    outcome_ = Outcome();
    renew(reply_);
    over_ = false;
    if (settings_.bridge != 0) {
        bridge_.start(request, reply_, outcome_);
    } else {
        board_.http_start(board_.context, &request);
    }
}

bool Exchange::poll() {
    if (!over_) {
        over_ = settings_.bridge != 0 ? bridge_.poll() : poll_board();
    }
    return over_;
}

bool Exchange::poll_board() {
    for (;;) {
        or_answer answer = {};
        answer.buffer = piece_;
        answer.capacity = sizeof piece_;
        const int32_t result = board_.http_poll(board_.context, &answer);
        if (result == OR_PENDING) {
            return false;
        }
        if (result != OR_HTTP_BODY && result != OR_HTTP_DONE) {
            outcome_.failure = result < 0 ? result : int32_t{OR_HTTP_CONNECTION_LOST};
            return true;
        }
        reply_.take(piece_, answer.received < sizeof piece_ ? answer.received : sizeof piece_);
        if (result == OR_HTTP_DONE) {
            reply_.end();
            outcome_.status = answer.status;
            if (answer.retry_after != nullptr) {
                outcome_.retry_after_s =
                    read_retry_after(answer.retry_after, answer.retry_after_bytes, settings_.retry_after_max_s);
            }
            return true;
        }
    }
}

}  // namespace oceanremote
