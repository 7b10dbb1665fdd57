// Dates, and the clock that has them. Facts: src/common/pico_util/datetime.c and src/rp2_common/hardware_rtc of pico-sdk 2.
#include <hardware/rtc.h>
#include <machine.h>
#include <pico/util/datetime.h>
#include <stdio.h>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace {

constexpr int kYearOfTm = 1900;
constexpr int kMostYear = 4095;
constexpr int64_t kDaySeconds = 86400;
constexpr const char* kMonthNames[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
constexpr const char* kDayNames[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

bool is_initialised = false;
bool is_rtc_running = false;
// What it was set to, in seconds, when, and which day of the week its day 0 would be.
int64_t set_seconds = 0;
uint64_t set_at_us = 0;
int64_t first_weekday = 0;

datetime_t alarm_date;
rtc_callback_t alarm_callback = nullptr;
uint32_t alarm_timer = 0;

bool is_in_range(int value, int least, int most) { return value >= least && value <= most; }

bool is_date(const datetime_t& t) {
    return is_in_range(t.year, 0, kMostYear) && is_in_range(t.month, 1, 12) && is_in_range(t.day, 1, 31) && is_in_range(t.dotw, 0, 6) &&
           is_in_range(t.hour, 0, 23) && is_in_range(t.min, 0, 59) && is_in_range(t.sec, 0, 59);
}

int64_t weekday_after(int64_t days) { return ((first_weekday + days) % 7 + 7) % 7; }

int64_t days_of(int64_t seconds) { return seconds >= 0 ? seconds / kDaySeconds : -((kDaySeconds - 1 - seconds) / kDaySeconds); }

bool fits_alarm(int wanted, int found) { return wanted < 0 || wanted == found; }

bool is_alarm_now(const datetime_t& now) {
    const datetime_t& t = alarm_date;
    return fits_alarm(t.year, now.year) && fits_alarm(t.month, now.month) && fits_alarm(t.day, now.day) && fits_alarm(t.dotw, now.dotw) &&
           fits_alarm(t.hour, now.hour) && fits_alarm(t.min, now.min) && fits_alarm(t.sec, now.sec);
}

bool does_alarm_repeat() {
    const datetime_t& t = alarm_date;
    return t.year < 0 || t.month < 0 || t.day < 0 || t.dotw < 0 || t.hour < 0 || t.min < 0 || t.sec < 0;
}

void look_for_alarm(void*) {
    datetime_t now;
    if (!rtc_get_datetime(&now) || !is_alarm_now(now)) {
        return;
    }
    if (!does_alarm_repeat()) {
        rtc_disable_alarm();
    }
    if (alarm_callback != nullptr) {
        alarm_callback();
    }
}

}  // namespace

extern "C" {

void datetime_to_str(char* buf, uint buf_size, const datetime_t* t) {
    oceanhil_snprintf(buf, buf_size, "%s %d %s %d:%02d:%02d %d", kDayNames[t->dotw], t->day, kMonthNames[t->month - 1],
                      t->hour, t->min, t->sec, t->year);
}

void datetime_to_tm(const datetime_t* dt, struct tm* tm) {
    *tm = {};
    tm->tm_year = dt->year - kYearOfTm;
    tm->tm_mon = dt->month - 1;
    tm->tm_mday = dt->day;
    tm->tm_wday = dt->dotw;
    tm->tm_hour = dt->hour;
    tm->tm_min = dt->min;
    tm->tm_sec = dt->sec;
}

void tm_to_datetime(const struct tm* tm, datetime_t* dt) {
    dt->year = static_cast<int16_t>(tm->tm_year + kYearOfTm);
    dt->month = static_cast<int8_t>(tm->tm_mon + 1);
    dt->day = static_cast<int8_t>(tm->tm_mday);
    dt->dotw = static_cast<int8_t>(tm->tm_wday);
    dt->hour = static_cast<int8_t>(tm->tm_hour);
    dt->min = static_cast<int8_t>(tm->tm_min);
    dt->sec = static_cast<int8_t>(tm->tm_sec);
}

bool time_to_datetime(time_t time, datetime_t* dt) {
    struct tm local;
    if (localtime_r(&time, &local) == nullptr) {
        return false;
    }
    tm_to_datetime(&local, dt);
    return true;
}

bool datetime_to_time(const datetime_t* dt, time_t* time) {
    struct tm local;
    datetime_to_tm(dt, &local);
    *time = mktime(&local);
    return *time >= 0;
}

uint64_t timespec_to_ms(const struct timespec* ts) { return timespec_to_us(ts) / machine::kMillisecondUs; }

uint64_t timespec_to_us(const struct timespec* ts) {
    constexpr int64_t kNsInUs = 1000;
    return static_cast<uint64_t>(ts->tv_sec) * machine::kSecondUs + static_cast<uint64_t>(ts->tv_nsec / kNsInUs);
}

void ms_to_timespec(uint64_t ms, struct timespec* ts) { us_to_timespec(ms * machine::kMillisecondUs, ts); }

void us_to_timespec(uint64_t us, struct timespec* ts) {
    constexpr uint64_t kNsInUs = 1000;
    ts->tv_sec = static_cast<time_t>(us / machine::kSecondUs);
    ts->tv_nsec = static_cast<long>(us % machine::kSecondUs * kNsInUs);
}

void rtc_init(void) {
    is_initialised = true;
    is_rtc_running = false;
}

bool rtc_set_datetime(const datetime_t* t) {
    if (!is_date(*t)) {
        return false;
    }
    struct tm utc;
    datetime_to_tm(t, &utc);
    set_seconds = timegm(&utc);
    set_at_us = machine::micros();
    first_weekday = t->dotw - days_of(set_seconds) % 7;
    is_rtc_running = is_initialised;
    return true;
}

bool rtc_get_datetime(datetime_t* t) {
    if (!is_rtc_running) {
        return false;
    }
    const auto passed = static_cast<int64_t>((machine::micros() - set_at_us) / machine::kSecondUs);
    const auto now = static_cast<time_t>(set_seconds + passed);
    struct tm utc;
    gmtime_r(&now, &utc);
    tm_to_datetime(&utc, t);
    t->dotw = static_cast<int8_t>(weekday_after(days_of(now)));
    return true;
}

bool rtc_running(void) { return is_rtc_running; }

void rtc_set_alarm(const datetime_t* t, rtc_callback_t user_callback) {
    rtc_disable_alarm();
    alarm_date = *t;
    alarm_callback = user_callback;
    rtc_enable_alarm();
}

void rtc_enable_alarm(void) {
    rtc_disable_alarm();
    // Just behind each of its seconds.
    const uint64_t into_us = (machine::micros() - set_at_us) % machine::kSecondUs;
    alarm_timer = machine::timer_start(machine::kSecondUs - into_us, machine::kSecondUs, look_for_alarm, nullptr);
}

void rtc_disable_alarm(void) {
    machine::timer_stop(alarm_timer);
    alarm_timer = 0;
}

}  // extern "C"
