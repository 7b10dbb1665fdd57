/// What the Ticker classes of the three cores have in common: a timer, and what it calls.
#pragma once

#include <stdint.h>

#include <functional>
#include <utility>

namespace oceanhil {

class TickerTimer {
  public:
    using callback_function_t = std::function<void(void)>;
    using callback_with_arg_t = void (*)(void*);

    TickerTimer() = default;
    ~TickerTimer() { detach(); }
    TickerTimer(const TickerTimer&) = delete;
    TickerTimer& operator=(const TickerTimer&) = delete;

    bool attach(float seconds, callback_function_t callback) { return start(of(seconds), true, std::move(callback)); }
    bool attach_ms(uint64_t ms, callback_function_t callback) { return start(of_ms(ms), true, std::move(callback)); }
    bool attach_us(uint64_t us, callback_function_t callback) { return start(us, true, std::move(callback)); }
    bool once(float seconds, callback_function_t callback) { return start(of(seconds), false, std::move(callback)); }
    bool once_ms(uint64_t ms, callback_function_t callback) { return start(of_ms(ms), false, std::move(callback)); }
    bool once_us(uint64_t us, callback_function_t callback) { return start(us, false, std::move(callback)); }

    template <typename Function, typename Argument>
    bool attach(float seconds, Function callback, Argument argument) {
        return start(of(seconds), true, with(callback, argument));
    }
    template <typename Function, typename Argument>
    bool attach_ms(uint64_t ms, Function callback, Argument argument) {
        return start(of_ms(ms), true, with(callback, argument));
    }
    template <typename Function, typename Argument>
    bool attach_us(uint64_t us, Function callback, Argument argument) {
        return start(us, true, with(callback, argument));
    }
    template <typename Function, typename Argument>
    bool once(float seconds, Function callback, Argument argument) {
        return start(of(seconds), false, with(callback, argument));
    }
    template <typename Function, typename Argument>
    bool once_ms(uint64_t ms, Function callback, Argument argument) {
        return start(of_ms(ms), false, with(callback, argument));
    }
    template <typename Function, typename Argument>
    bool once_us(uint64_t us, Function callback, Argument argument) {
        return start(us, false, with(callback, argument));
    }

    void detach();
    bool active() const { return timer_ != 0; }

  protected:
    static uint64_t of(float seconds) { return seconds > 0 ? static_cast<uint64_t>(seconds * 1000000.0) : 0; }
    static uint64_t of_ms(uint64_t ms) { return 1000 * ms; }

    template <typename Function, typename Argument>
    static callback_function_t with(Function callback, Argument argument) {
        return [callback, argument]() { callback(argument); };
    }

    bool start(uint64_t period_us, bool repeats, callback_function_t callback);

  private:
    static void serve(void* context);

    callback_function_t callback_;
    uint32_t timer_ = 0;
    bool repeats_ = false;
};

}  // namespace oceanhil
