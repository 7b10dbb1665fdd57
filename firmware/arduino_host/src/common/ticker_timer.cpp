#include <machine.h>
#include <oceanhil/ticker_timer.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

bool TickerTimer::start(uint64_t period_us, bool repeats, callback_function_t callback) {
    detach();
    // A timer that never rests would leave no time for anything else.
    const uint64_t fitting_us = period_us == 0 ? 1 : period_us;
    callback_ = std::move(callback);
    repeats_ = repeats;
    timer_ = machine::timer_start(fitting_us, repeats ? fitting_us : 0, serve, this);
    return true;
}

void TickerTimer::detach() {
    machine::timer_stop(timer_);
    timer_ = 0;
}

void TickerTimer::serve(void* context) {
    auto* const self = static_cast<TickerTimer*>(context);
    if (!self->repeats_) {
        self->timer_ = 0;
    }
    // What is called may give the object something else to call.
    const callback_function_t callback = self->callback_;
    if (callback) {
        callback();
    }
}

}  // namespace oceanhil
