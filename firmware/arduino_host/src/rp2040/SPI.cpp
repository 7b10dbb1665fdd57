#include <SPI.h>
#include <SPISlave.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kBitsOfAByte = 8;
constexpr uint64_t kUsOfASecond = 1'000'000;
constexpr uint64_t kSpiLookUs = 1;

}  // namespace

bool SPIClassRP2040::transferAsync(const void* send, void* recv, size_t bytes) {
    if (!is_begun_ || (send == nullptr && recv == nullptr)) {
        return false;
    }
    abortAsync();
    received_ = recv;
    expected_ = bytes;
    timer_ = machine::timer_start(bytes * kBitsOfAByte * kUsOfASecond / clock_hz_, 0, finish, this);
    return true;
}

bool SPIClassRP2040::finishedAsync() {
    if (timer_ != 0) {
        machine::wait_us(kSpiLookUs);
    }
    return timer_ == 0;
}

void SPIClassRP2040::abortAsync() {
    if (timer_ != 0) {
        machine::timer_stop(timer_);
        timer_ = 0;
    }
}

void SPIClassRP2040::onTransferComplete(void (*callback)()) {
    told_ = callback;
    told_with_ = nullptr;
}

void SPIClassRP2040::onTransferComplete(void (*callback)(void*), void* context) {
    told_ = nullptr;
    told_with_ = callback;
    context_ = context;
}

void SPIClassRP2040::finish(void* bus) {
    auto& self = *static_cast<SPIClassRP2040*>(bus);
    self.timer_ = 0;
    self.bus_.fill(self.received_, self.expected_);
    if (self.told_with_ != nullptr) {
        self.told_with_(self.context_);
    } else if (self.told_ != nullptr) {
        self.told_();
    }
}

SPIClassRP2040 SPI(PIN_SPI0_MISO);
SPIClassRP2040 SPI1(PIN_SPI1_MISO);

SPISlaveClass SPISlave;
SPISlaveClass SPISlave1;
