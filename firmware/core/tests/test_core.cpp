#include <doctest/doctest.h>

#include <vector>

#include "fake_board.h"

namespace {

struct Device {
    explicit Device(const or_settings& settings = fake_settings())
        : memory(or_core_size() / 8 + 1, 0xA5A5A5A5A5A5A5A5u) {
        const or_board calls = board.calls();
        core = or_core_init(memory.data(), &calls, &settings);
    }
    bool said(const char* line) const { return board.log.find(line) != std::string::npos; }

    FakeBoard board;
    std::vector<uint64_t> memory;
    or_core* core = nullptr;
};

/// An answer to a poll that says of both relays what is wanted.
const char* const kBothOff = "{\"relay1\":false,\"relay2\":false}";

}  // namespace

TEST_CASE("a device registers, opens a session, polls, and waits for the next poll") {
    Device device;
    device.board.answers = {"{\"permanent_token\":\"oc_perm_x\"}", "{\"session_id\":\"abc\",\"expires_in\":3600}",
                            kBothOff};
    REQUIRE(device.core != nullptr);
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 5000);
    CHECK(device.said("[INFO] Device ONLINE\n"));
    CHECK(device.board.paths.size() == 4);
}

TEST_CASE("the longest registration is sent whole: a token of characters that are escaped, and the longest address") {
    const std::string token(OR_LONGEST_TOKEN, '"');
    or_settings settings = fake_settings();
    settings.registration_token = {token.data(), token.size()};
    Device device(settings);
    device.board.address = "2001:0db8:85a3:0000:0000:8a2e:192.168.101.102";
    REQUIRE(device.core != nullptr);
    device.board.unanswered = {0};
    or_core_step(device.core, OR_WAKE_LOOK);
    CHECK(device.board.body.size() == 1272);
    CHECK(device.board.body.find("\"ip\":\"" + device.board.address + "\"}") == 1272 - 53);
}

TEST_CASE("after a poll that did not say what is wanted of both, or a lost report, a poll comes before the report") {
    const std::string poll = "GET /api/device/state/";
    const std::string report = "POST /api/device/state/";
    struct Course {
        /// The answer to the first poll.
        const char* first;
        std::vector<size_t> unanswered;
        std::vector<std::string> paths;
    };
    // The server takes a report's relays for what is wanted: a switch thrown meanwhile would be lost.
    for (const Course& course : {Course{kBothOff, {2}, {poll, poll, report}},
                                 Course{"<html>", {}, {poll, poll, report}},
                                 Course{"{}", {}, {poll, poll, report}},
                                 Course{"{\"relay2\":false}", {}, {poll, poll, report}},
                                 Course{"{\"relay1\":true}", {3}, {poll, report, poll, report}}}) {
        Device device;
        device.board.answers = {"{\"permanent_token\":\"oc_perm_x\"}", "{\"session_id\":\"abc\",\"expires_in\":3600}",
                                course.first, kBothOff};
        device.board.unanswered = course.unanswered;
        REQUIRE(device.core != nullptr);
        while (device.board.paths.size() < 2 + course.paths.size()) {
            device.board.now_ms += or_core_step(device.core, OR_WAKE_LOOK);
        }
        const std::vector<std::string> sent(device.board.paths.begin() + 2,
                                            device.board.paths.begin() + 2 + static_cast<long>(course.paths.size()));
        CHECK(sent == course.paths);
    }
}

TEST_CASE("a poll that was refused is not held against the token that is granted behind it") {
    Device device;
    // Poll and session are refused once each, so that the device registers again.
    device.board.refused = {2, 3};
    device.board.answers = {"{\"permanent_token\":\"oc_perm_x\"}", "{\"session_id\":\"abc\",\"expires_in\":3600}",
                            "{\"permanent_token\":\"oc_perm_y\"}", "{\"session_id\":\"def\",\"expires_in\":3600}",
                            kBothOff};
    REQUIRE(device.core != nullptr);
    while (device.board.paths.size() < 7) {
        const uint32_t rest_ms = or_core_step(device.core, OR_WAKE_LOOK);
        device.board.now_ms += device.board.paths.size() < 7 ? rest_ms : 0;
    }
    CHECK(device.board.paths[4] == "POST /api/device/register/");
    CHECK(device.board.paths[6] == "GET /api/device/state/");
    CHECK(device.board.now_ms <= 5000);
}

TEST_CASE("a wait ends by the counter, or when the port says that it is over") {
    Device device;
    device.board.answers = {"{}"};
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 2000);
    device.board.now_ms += 1999;
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 1);
    CHECK(device.board.paths.size() == 1);
    CHECK(or_core_step(device.core, OR_WAKE_DUE) > 1);
    CHECK(device.board.paths.size() == 2);
}

TEST_CASE("the counter's wrap in the middle of a wait changes nothing") {
    Device device;
    device.board.now_ms = 0xFFFFFFFFu - 500;
    device.board.answers = {"{}"};
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 2000);
    device.board.now_ms += 1500;
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 500);
}

TEST_CASE("a clock that shows anything is corrected in the direction in which it was wrong") {
    static int64_t shown_us;
    constexpr int64_t kNowUs = 1767225600000000;
    struct Course {
        int64_t shown_us;
        const char* line;
    };
    for (const Course& course : {Course{INT64_MIN, "[TIME] Synced, clock corrected by +9223372036854 s\n"},
                                 Course{kNowUs - 7200000000, "[TIME] Synced, clock corrected by +7200 s\n"},
                                 Course{INT64_MAX, "[TIME] Synced, clock corrected by -9221604811255 s\n"}}) {
        shown_us = course.shown_us;
        FakeBoard board;
        or_board calls = board.calls();
        calls.unix_us = [](void*) { return shown_us; };
        calls.set_unix_us = [](void*, int64_t unix_us) { shown_us = unix_us; };
        calls.sntp_start = [](void*, uint32_t) {};
        calls.sntp_poll = [](void*, int64_t* unix_us) -> int32_t {
            *unix_us = kNowUs;
            return OR_OK;
        };
        or_settings settings = fake_settings();
        settings.sntp = 1;
        std::vector<uint64_t> memory(or_core_size() / 8 + 1);
        or_core* core = or_core_init(memory.data(), &calls, &settings);
        REQUIRE(core != nullptr);
        or_core_step(core, OR_WAKE_LOOK);
        CAPTURE(board.log);
        CHECK(board.log.find(course.line) != std::string::npos);
        CHECK(shown_us == kNowUs);
    }
}

TEST_CASE("after power was lost nothing is called any more") {
    Device device;
    device.board.answers = {"{\"permanent_token\":\"oc_perm_x\"}"};
    device.board.power_lost_at = 1;
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == OR_HALTED);
    CHECK(or_core_step(device.core, OR_WAKE_DUE) == OR_HALTED);
    or_core_receive(device.core, reinterpret_cast<const uint8_t*>("$HIL,0,PING*52\r\n"), 16);
    CHECK(device.board.calls_after_power_lost == 0);
    CHECK_FALSE(device.said("Token saved"));
}

TEST_CASE("an answer may come in pieces of any length, also of none") {
    Device device;
    device.board.pieces = {{"", OR_PENDING},
                           {"{\"permanent", OR_HTTP_BODY},
                           {"", OR_HTTP_BODY},
                           {"_token\":\"x", OR_HTTP_BODY},
                           {"\"}", OR_HTTP_DONE}};
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == OR_WAITING);
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 2000);
    CHECK(device.said("Registration successful!"));
}

TEST_CASE("an answer that breaks off is none, whatever of it had come") {
    for (const int32_t failure : {int32_t{OR_HTTP_CONNECTION_LOST}, int32_t{OR_HTTP_TIMEOUT}}) {
        Device device;
        device.board.pieces = {{"{\"permanent_token\":\"x\"}", OR_HTTP_BODY}, {"", failure}};
        CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 2000);
        CHECK_FALSE(device.said("Registration successful!"));
        CHECK(device.said(failure == OR_HTTP_TIMEOUT ? "HTTP Response: -11" : "HTTP Response: -5"));
    }
}

TEST_CASE("a port that says to have given more than fits is not believed, and the core stays inside its buffer") {
    Device device;
    device.board.overstated = 100000;
    device.board.pieces = {{"{\"permanent_token\":\"x\"}", OR_HTTP_DONE}};
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 2000);
    CHECK(device.said("[REG] Registration failed: unreadable answer"));
}

TEST_CASE("what a port gives that the contract does not know is a lost connection") {
    Device device;
    device.board.pieces = {{"", 77}};
    CHECK(or_core_step(device.core, OR_WAKE_LOOK) == 2000);
    CHECK(device.said("HTTP Response: -5"));
}

TEST_CASE("a time of 0 or beyond what milliseconds hold is refused: a step would never end") {
    using Time = uint32_t or_settings::*;
    for (const Time each : {&or_settings::poll_interval_s, &or_settings::retry_first_s, &or_settings::refused_retry_s,
                            &or_settings::retry_after_max_s, &or_settings::sntp_interval_s}) {
        for (const uint32_t wrong : {uint32_t{0}, OR_LONGEST_TIME_S + 1, UINT32_MAX}) {
            or_settings settings = fake_settings();
            settings.*each = wrong;
            CHECK(Device(settings).core == nullptr);
            settings.*each = OR_LONGEST_TIME_S;
            CHECK(Device(settings).core != nullptr);
        }
    }
}

TEST_CASE("another ABI and a board that lacks a call are refused") {
    or_settings settings = fake_settings();
    settings.abi_version = OR_ABI_VERSION + 1;
    CHECK(Device(settings).core == nullptr);
    FakeBoard fake;
    or_board calls = fake.calls();
    calls.http_poll = nullptr;
    settings = fake_settings();
    std::vector<uint64_t> memory(or_core_size() / 8 + 1);
    CHECK(or_core_init(memory.data(), &calls, &settings) == nullptr);
}

TEST_CASE("a save that failed is tried again between waits, each time twice as long after the last") {
    for (const int32_t store : {int32_t{OR_STORE_LEGACY}, int32_t{OR_STORE_REFERENCE}}) {
        or_settings settings = fake_settings();
        settings.store = store;
        Device device(settings);
        device.board.answers = {"{\"permanent_token\":\"oc_perm_x\"}", "{\"session_id\":\"abc\"}"};
        device.board.unwritten = device.board.uncommitted = 3;
        REQUIRE(device.core != nullptr);
        std::vector<uint32_t> tried_s;
        size_t read = 0;
        while (!device.said("[EEPROM] Token saved") && device.board.now_ms < 3600000) {
            const uint32_t wait_ms = or_core_step(device.core, OR_WAKE_LOOK);
            if (device.board.log.find("[EEPROM] ", read) != std::string::npos) {
                tried_s.push_back(device.board.now_ms / 1000);
            }
            read = device.board.log.size();
            device.board.now_ms += wait_ms;
        }
        CHECK(device.said("[EEPROM] Save failed\n"));
        CHECK(device.said("[INFO] Device ONLINE\n"));
        CHECK(tried_s == std::vector<uint32_t>{0, 60, 180, 420});
    }
}

namespace {

constexpr uint64_t kGuard = 0x5A5A5A5A5A5A5A5Au;
const char kPing[] = "$HIL,1,PING*6C\r\n";

/// Memory of exactly the size that a kind of core says, and a guard behind it.
struct Kept {
    explicit Kept(size_t bytes) : memory(bytes / 8 + 1, kGuard) { CHECK(bytes % 8 == 0); }
    bool is_whole() const { return memory.back() == kGuard; }

    std::vector<uint64_t> memory;
};

void receive(or_core* core, const char* text) {
    or_core_receive(core, reinterpret_cast<const uint8_t*>(text), strlen(text));
}

}  // namespace

TEST_CASE("a core that is made without an agent does all that a device does, in less memory, and answers nobody") {
    FakeBoard board;
    board.answers = {"{\"permanent_token\":\"oc_perm_x\"}", "{\"session_id\":\"abc\",\"expires_in\":3600}"};
    or_board calls = board.calls();
    calls.agent_write = FakeBoard::put;
    const or_settings settings = fake_settings();
    Kept kept(or_device_size());
    CHECK(or_device_size() + 1500 < or_core_size());
    or_core* core = or_device_init(kept.memory.data(), &calls, &settings);
    REQUIRE(core != nullptr);
    receive(core, kPing);
    CHECK(board.log.empty());
    CHECK(or_core_step(core, OR_WAKE_LOOK) == 5000);
    CHECK(board.log.find("[INFO] Device ONLINE\n") != std::string::npos);
    CHECK(board.log.find("$HIL") == std::string::npos);
    CHECK(kept.is_whole());
}

TEST_CASE("without an agent there is no bridge and no hold: who wants them is refused") {
    FakeBoard board;
    const or_board calls = board.calls();
    Kept kept(or_device_size());
    or_settings settings = fake_settings();
    settings.bridge = 1;
    CHECK(or_device_init(kept.memory.data(), &calls, &settings) == nullptr);
    settings = fake_settings();
    settings.held = 1;
    CHECK(or_device_init(kept.memory.data(), &calls, &settings) == nullptr);
    settings = fake_settings();
    settings.abi_version = OR_ABI_VERSION + 1;
    CHECK(or_device_init(kept.memory.data(), &calls, &settings) == nullptr);
}

TEST_CASE("a core that is an agent alone answers, tells of the boot, and has no program to step") {
    FakeBoard board;
    or_board calls = board.calls();
    calls.agent_write = FakeBoard::put;
    calls.http_start = nullptr;
    calls.slot_read = nullptr;
    or_settings settings = fake_settings();
    settings.boots = 3;
    settings.reset = OR_RESET_WATCHDOG;
    Kept kept(or_agent_size());
    CHECK(or_agent_size() + 3500 < or_core_size());
    or_core* core = or_agent_init(kept.memory.data(), &calls, &settings);
    REQUIRE(core != nullptr);
    CHECK(board.log.find("BOOT,3,watchdog") != std::string::npos);
    board.log.clear();
    receive(core, kPing);
    CHECK(board.log.find("HOK") != std::string::npos);
    CHECK(or_core_step(core, OR_WAKE_LOOK) == OR_WAITING);
    CHECK(board.log.find("[SYSTEM]") == std::string::npos);
    CHECK(board.paths.empty());
    CHECK(kept.is_whole());
    calls.agent_write = nullptr;
    CHECK(or_agent_init(kept.memory.data(), &calls, &settings) == nullptr);
}
