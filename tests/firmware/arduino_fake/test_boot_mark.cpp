// What a boot knows of the one before.
#include <doctest/doctest.h>

#include "fake_core.h"
#include "port/boot_mark.h"

namespace {

BootMark started(or_reset chip_says) {
    fake.reset = chip_says;
    BootMark boot;
    boot.load();
    return boot;
}

}  // namespace

TEST_CASE("the first boot after power has come is number 1") {
    fake = FakeCore();
    fake.mark[0] = 0xDEADBEEF;
    BootMark boot = started(OR_RESET_POWER_ON);
    CHECK(boot.boots() == 0);
    CHECK(boot.count() == 1);
    CHECK(boot.reason() == OR_RESET_POWER_ON);
}

TEST_CASE("boots are counted until power goes") {
    fake = FakeCore();
    started(OR_RESET_POWER_ON).count();
    CHECK(started(OR_RESET_PIN).count() == 2);
    CHECK(started(OR_RESET_SOFTWARE).count() == 3);
    CHECK(started(OR_RESET_POWER_ON).count() == 1);
}

TEST_CASE("a boot that was asked for has the reason that was asked for, once") {
    fake = FakeCore();
    started(OR_RESET_POWER_ON).ask(OR_RESET_BROWNOUT);
    CHECK(started(OR_RESET_SOFTWARE).reason() == OR_RESET_BROWNOUT);
    CHECK(started(OR_RESET_SOFTWARE).reason() == OR_RESET_SOFTWARE);
}

TEST_CASE("what the chip knows better than the mark counts") {
    fake = FakeCore();
    started(OR_RESET_POWER_ON).ask(OR_RESET_BROWNOUT);
    CHECK(started(OR_RESET_WATCHDOG).reason() == OR_RESET_WATCHDOG);
}

TEST_CASE("a damaged mark is none") {
    for (uint32_t& word : fake.mark) {
        fake = FakeCore();
        BootMark boot = started(OR_RESET_POWER_ON);
        boot.count();
        boot.ask(OR_RESET_BROWNOUT);
        word ^= 0x100;
        CHECK(started(OR_RESET_SOFTWARE).boots() == 0);
        CHECK(started(OR_RESET_SOFTWARE).reason() == OR_RESET_SOFTWARE);
    }
}
