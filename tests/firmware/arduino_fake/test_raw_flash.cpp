// Flash below the storage libraries: whole words for the chip, any bytes for the bench, and never the program.
#include <doctest/doctest.h>

#include <string>

#include "fake_core.h"
#include "port/raw_flash.h"

namespace {

constexpr uint32_t kChipBytes = 4 * 4096;

void begin() {
    fake = FakeCore();
    fake.chip.resize(kChipBytes);
    for (size_t i = 0; i < fake.chip.size(); i++) {
        fake.chip[i] = static_cast<char>(i * 7 + i / 251);
    }
    fake.program_bytes = 4000;
}

std::string read(uint32_t address, size_t bytes) {
    std::string data(bytes, '?');
    REQUIRE(raw_flash::read(address, reinterpret_cast<uint8_t*>(&data[0]), bytes));
    return data;
}

bool program(uint32_t address, const std::string& data) {
    return raw_flash::program(address, reinterpret_cast<const uint8_t*>(data.data()), data.size());
}

}  // namespace

TEST_CASE("any bytes are read, wherever words begin and end") {
    begin();
    CHECK(raw_flash::chip_bytes() == kChipBytes);
    for (uint32_t address = 0; address < 6; address++) {
        for (size_t bytes = 1; bytes < 600; bytes += 37) {
            CHECK(read(address, bytes) == fake.chip.substr(address, bytes));
        }
    }
    CHECK(read(kChipBytes - 1, 1) == fake.chip.substr(kChipBytes - 1));
}

TEST_CASE("programming clears bits where it was asked to and nowhere else") {
    for (uint32_t shift = 0; shift < 5; shift++) {
        begin();
        REQUIRE(raw_flash::erase(2 * 4096));
        std::string before = fake.chip;
        const std::string data(300, '\x5A');
        const uint32_t address = 2 * 4096 + shift;
        REQUIRE(program(address, data));
        CHECK(fake.chip == before.replace(address, data.size(), data));
        REQUIRE(program(address, "\xA5"));
        CHECK(fake.chip[address] == 0);
        CHECK(fake.chip[address + 1] == '\x5A');
    }
}

TEST_CASE("a sector is erased whole and alone") {
    begin();
    std::string before = fake.chip;
    REQUIRE(raw_flash::erase(3 * 4096));
    CHECK(fake.chip == before.replace(3 * 4096, 4096, 4096, '\xFF'));
}

TEST_CASE("the program is left alone") {
    begin();
    const std::string before = fake.chip;
    CHECK(!program(fake.program_bytes - 1, "x"));
    CHECK(!raw_flash::erase(0));
    CHECK(fake.chip == before);
    CHECK(program(fake.program_bytes, "x"));
}

TEST_CASE("what the driver refuses is told") {
    begin();
    fake.is_worn = true;
    uint8_t byte = 0;
    CHECK(!raw_flash::read(8192, &byte, 1));
    CHECK(!program(8192, "x"));
    CHECK(!raw_flash::erase(8192));
}
