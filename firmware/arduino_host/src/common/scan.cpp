#include "oceanhil/scan.h"

#include <machine.h>

#include "oceanhil/air.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr size_t kMostNetworks = 32;

}  // namespace

int Scan::begin(bool is_asynchronous) {
    forget();
    phase_ = Phase::running;
    done_us_ = machine::micros() + air::kScanUs;
    if (is_asynchronous) {
        return WIFI_SCAN_RUNNING;
    }
    machine::wait_us(air::kScanUs);
    return finish();
}

int Scan::outcome() {
    if (phase_ == Phase::running && machine::micros() >= done_us_) {
        return finish();
    }
    switch (phase_) {
        case Phase::none:
            return WIFI_SCAN_FAILED;
        case Phase::running:
            return WIFI_SCAN_RUNNING;
        default:
            return static_cast<int>(heard_.size());
    }
}

int Scan::finish() {
    heard_.resize(kMostNetworks);
    heard_.resize(machine::station_scan(heard_.data(), kMostNetworks));
    phase_ = Phase::done;
    return static_cast<int>(heard_.size());
}

void Scan::forget() {
    phase_ = Phase::none;
    heard_.clear();
}

}  // namespace oceanhil
