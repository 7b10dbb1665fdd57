/// Ticker of esp8266/Arduino (libraries/Ticker/src/Ticker.h). Who is copied or moved takes nothing along: what it becomes
/// rests, and what was moved rests, too.
#pragma once

#include <Arduino.h>
#include <Schedule.h>
#include <oceanhil/ticker_timer.h>

class Ticker : public oceanhil::TickerTimer {
  public:
    Ticker() = default;
    Ticker(const Ticker&) : TickerTimer() {}
    Ticker& operator=(const Ticker&) {
        detach();
        return *this;
    }
    Ticker(Ticker&& other) noexcept : TickerTimer() { other.detach(); }
    Ticker& operator=(Ticker&& other) noexcept {
        other.detach();
        detach();
        return *this;
    }

    void attach_scheduled(float seconds, callback_function_t callback) { attach(seconds, scheduled(callback)); }
    void attach_ms_scheduled(uint32_t ms, callback_function_t callback) { attach_ms(ms, scheduled(callback)); }
    void attach_ms_scheduled_accurate(uint32_t ms, callback_function_t callback) {
        attach_ms(ms, [callback]() {
            schedule_recurrent_function_us(
                [callback]() {
                    callback();
                    return false;
                },
                0);
        });
    }
    void once_scheduled(float seconds, callback_function_t callback) { once(seconds, scheduled(callback)); }
    void once_ms_scheduled(uint32_t ms, callback_function_t callback) { once_ms(ms, scheduled(callback)); }

    explicit operator bool() const { return active(); }

  private:
    static callback_function_t scheduled(const callback_function_t& callback) {
        return [callback]() { schedule_function(callback); };
    }
};
