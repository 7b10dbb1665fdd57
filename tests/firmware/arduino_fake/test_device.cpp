// The whole device and the agent alone, on the serial line.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "OceanRemote.h"
#include "OceanRemoteAgent.h"
#include "fake_core.h"

namespace {

constexpr int kLoopsOfWindow = 200;

std::string sentence(const std::string& content) {
    uint8_t sum = 0;
    for (const char each : content) {
        sum = static_cast<uint8_t>(sum ^ static_cast<uint8_t>(each));
    }
    char end[8];
    snprintf(end, sizeof end, "*%02X\r\n", sum);
    return "$" + content + end;
}

struct Device {
    OceanRemoteBenchDevice device;
    OceanRemoteConfig config;

    Device() {
        config.wifi_ssid = "compiled";
        config.registration_token = "oc_reg_compiled";
    }

    void loops(int count) {
        for (int i = 0; i < count; i++) {
            device.loop();
        }
    }

    // Says it, and gives what is on the line after a few loops.
    std::string ask(const std::string& content) {
        fake.serial_out.clear();
        fake.serial_in = sentence(content);
        loops(20);
        return fake.serial_out;
    }
};

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("in the window nothing starts; after it the program boots") {
    fake = FakeCore();
    Device board;
    REQUIRE(board.device.begin(board.config));
    board.loops(100);
    CHECK(fake.serial_out.empty());
    board.loops(100);
    CHECK(has(fake.serial_out, "$HEV,0,BOOT,1,power-on,fake*"));
    CHECK(has(fake.serial_out, "[SYSTEM] Device ID: ESP8266_5CCF7F146A18"));
    CHECK(fake.ssid == "compiled");
}

TEST_CASE("HOLD in the window has the board before it boots") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,1,HOLD"), "$HOK,1*"));
    board.loops(2 * kLoopsOfWindow);
    CHECK_FALSE(has(fake.serial_out, "BOOT"));
    CHECK(has(board.ask("HIL,0,INFO"), ",held,0,"));
}

TEST_CASE("GO boots as from power-on, through the chip's own reset") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    board.ask("HIL,1,HOLD");
    board.ask("HIL,2,GO");
    CHECK(fake.restarts == 1);
    fake.reset = OR_RESET_SOFTWARE;
    fake.serial_out.clear();
    Device next;
    next.device.begin(next.config);
    next.loops(kLoopsOfWindow);
    CHECK(has(fake.serial_out, "$HEV,0,BOOT,1,power-on,fake*"));
}

TEST_CASE("RESTART gives the next boot its reason and number") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    board.loops(kLoopsOfWindow);
    board.ask("HIL,1,RESTART,brownout");
    fake.reset = OR_RESET_SOFTWARE;
    Device next;
    next.device.begin(next.config);
    next.loops(kLoopsOfWindow);
    CHECK(has(fake.serial_out, "$HEV,0,BOOT,2,brownout,fake*"));
}

TEST_CASE("a device tells what its agent can do") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,0,INFO"), ",1,hold,eeprom,flash,clock,outputs,mac,mac-override,provision*"));
}

TEST_CASE("provisioning changes what the next boot does, and restarts a running board") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    board.loops(kLoopsOfWindow);
    CHECK(has(board.ask("HIL,1,PROVISION,SET,wifi-ssid,Ocean Net"), "$HOK,1*"));
    CHECK(has(board.ask("HIL,2,PROVISION,APPLY"), "$HOK,2*"));
    CHECK(fake.restarts == 1);
    Device next;
    next.device.begin(next.config);
    next.loops(kLoopsOfWindow);
    CHECK(fake.ssid == "Ocean Net");
}

TEST_CASE("another MAC is another device ID") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,1,MAC,SET,020000000001"), "$HOK,1*"));
    CHECK(has(board.ask("HIL,2,MAC,READ"), "$HOK,2,020000000001*"));
    fake.serial_out.clear();
    board.loops(kLoopsOfWindow);
    CHECK(has(fake.serial_out, "[SYSTEM] Device ID: ESP8266_020000000001"));
}

TEST_CASE("FACTORY leaves neither records nor provisioning, and holds the board") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    fake.places[0] = fake.places[1] = "a record";
    board.ask("HIL,1,MAC,SET,020000000001");
    CHECK(has(board.ask("HIL,2,FACTORY"), "$HOK,2*"));
    CHECK(fake.places.empty());
    CHECK(has(board.ask("HIL,0,INFO"), ",5CCF7F146A18,fake,reference,held,"));
}

TEST_CASE("the agent sets and reads the clock") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,1,CLOCK,SET,-1500000"), "$HOK,1*"));
    CHECK(has(board.ask("HIL,2,CLOCK,GET"), "$HOK,2,-1500000,"));
}

TEST_CASE("relays are read from their pins") {
    fake = FakeCore();
    Device board;
    board.config.relays.relay1 = 12;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,0,RELAYS,READ"), "$HOK,0,off,off,0,0*"));
    fake.pins[12] = HIGH;
    CHECK(has(board.ask("HIL,0,RELAYS,READ"), "$HOK,0,on,off,0,0*"));
    fake.shorted_pin = 12;
    CHECK(has(board.ask("HIL,0,RELAYS,READ"), "$HOK,0,off,off,0,0*"));
}

TEST_CASE("the sensor can be set, and given back") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,1,SENSOR,SET,-125,407"), "$HOK,1*"));
    CHECK(has(board.ask("HIL,2,SENSOR,SET,,"), "$HOK,2*"));
    CHECK(has(board.ask("HIL,3,SENSOR,SET,2001,0"), "$HER,3,out-of-range,"));
}

TEST_CASE("what is shipped answers nobody, waits for nothing, and what was provisioned does not count") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    board.ask("HIL,1,MAC,SET,020000000001");
    OceanRemoteDevice shipped;
    REQUIRE(shipped.begin(board.config));
    fake.serial_out.clear();
    shipped.loop();
    CHECK(has(fake.serial_out, "ESP8266_5CCF7F146A18"));
    fake.serial_in = sentence("HIL,0,INFO");
    for (int i = 0; i < kLoopsOfWindow; i++) {
        shipped.loop();
    }
    CHECK_FALSE(has(fake.serial_out, "$"));
    CHECK_FALSE(fake.serial_in.empty());
}

TEST_CASE("what is shipped has half of what a bench's device takes of memory") {
    CHECK(sizeof(OceanRemoteDevice) + 2500 < sizeof(OceanRemoteBenchDevice));
    CHECK(sizeof(OceanRemoteAgent) < 3000);
}

TEST_CASE("a bridge needs an agent: what is shipped refuses it") {
    fake = FakeCore();
    OceanRemoteConfig config;
    config.bridge = true;
    OceanRemoteDevice shipped;
    CHECK_FALSE(shipped.begin(config));
    CHECK(has(fake.serial_out, "[SYSTEM] The configuration cannot work"));
    shipped.loop();
}

TEST_CASE("a watchdog is begun once, and fed at each round, held or not") {
    fake = FakeCore();
    Device board;
    board.device.begin(board.config);
    CHECK(fake.is_watched);
    board.ask("HIL,1,HOLD");
    const int fed = fake.fed;
    board.loops(7);
    CHECK(fake.fed == fed + 7);
    fake = FakeCore();
    OceanRemoteDevice shipped;
    shipped.begin(board.config);
    CHECK(fake.is_watched);
    shipped.loop();
    CHECK(fake.fed == 1);
}

TEST_CASE("a token that is too long is told on the line") {
    fake = FakeCore();
    Device board;
    const std::string token(191, 't');
    board.config.registration_token = token.c_str();
    CHECK_FALSE(board.device.begin(board.config));
    CHECK(has(fake.serial_out, "token too long"));
    fake.serial_out.clear();
    board.loops(kLoopsOfWindow);
    CHECK(fake.serial_out.empty());
}

TEST_CASE("a board whose configuration cannot work can be asked and provisioned by its agent, and does nothing else") {
    fake = FakeCore();
    const std::string token(191, 't');
    {
        Device board;
        board.config.registration_token = token.c_str();
        board.device.begin(board.config);
        board.loops(kLoopsOfWindow);
        CHECK(has(board.ask("HIL,0,INFO"), ",held,0,1,hold,"));
        CHECK(has(board.ask("HIL,1,PROVISION,SET,token,oc_reg_0123456789"), "$HOK,1*"));
        CHECK(has(board.ask("HIL,2,PROVISION,APPLY"), "$HOK,2*"));
    }
    fake.serial_out.clear();
    Device next;
    next.config.registration_token = token.c_str();
    CHECK(next.device.begin(next.config));
    next.loops(kLoopsOfWindow);
    CHECK(has(fake.serial_out, "[SYSTEM] Device ID: "));
}

TEST_CASE("without an agent a configuration that cannot work is told, and nothing answers") {
    fake = FakeCore();
    OceanRemoteConfig config;
    const std::string token(191, 't');
    config.registration_token = token.c_str();
    OceanRemoteDevice shipped;
    CHECK_FALSE(shipped.begin(config));
    CHECK(has(fake.serial_out, "token too long"));
    fake.serial_in = sentence("HIL,0,INFO");
    shipped.loop();
    CHECK_FALSE(has(fake.serial_out, "$HOK"));
}

TEST_CASE("the chip is asked for its MAC once a boot, so that a dead radio holds no answer up") {
    fake = FakeCore();
    fake.mac_fault = "radio chip gives no MAC";
    Device board;
    board.device.begin(board.config);
    CHECK(has(board.ask("HIL,0,INFO"), ",000000000000,"));
    CHECK(has(board.ask("HIL,1,MAC,READ"), "$HER,1,unreadable,radio chip gives no MAC*"));
    board.loops(kLoopsOfWindow);
    CHECK(fake.mac_reads == 1);
}

TEST_CASE("the agent alone tells of its boot, listens for the window, and offers no provisioning") {
    fake = FakeCore();
    OceanRemoteAgent agent("my-firmware", "2.4.0");
    fake.serial_in = sentence("HIL,0,INFO");
    agent.begin();
    CHECK(fake.now_ms >= 150);
    CHECK(has(fake.serial_out, "$HEV,0,BOOT,1,power-on,fake*"));
    CHECK(has(fake.serial_out, ",my-firmware,2.4.0,"));
    CHECK(has(fake.serial_out, ",running,1,1,hold,eeprom,flash,clock,mac*"));
}

TEST_CASE("the agent alone begins by itself where setup has not done it") {
    fake = FakeCore();
    OceanRemoteAgent agent("my-firmware", "2.4.0");
    fake.serial_in = sentence("HIL,0,PING");
    agent.loop();
    CHECK(has(fake.serial_out, "$HOK,0*"));
}
