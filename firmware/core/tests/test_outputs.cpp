#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fake_board.h"

namespace {

const char* const kRegistered = "{\"permanent_token\":\"oc_perm_x\"}";
const char* const kOpened = "{\"session_id\":\"abc\",\"expires_in\":3600}";

std::string sentence(const std::string& content) {
    const char* const digits = "0123456789ABCDEF";
    unsigned checksum = 0;
    for (const char each : content) {
        checksum ^= static_cast<unsigned char>(each);
    }
    return "$" + content + "*" + digits[checksum >> 4] + digits[checksum & 15] + "\r\n";
}

/// A board with relays, pins that may be stuck, and a sensor.
struct Wired : FakeBoard {
    uint8_t driven = 0;
    uint8_t stuck_low = 0;
    int measured = 0;
    std::string body;

    static Wired& of(void* context) { return static_cast<Wired&>(FakeBoard::of(context)); }
    static void relays(void* context, uint8_t on) { of(context).driven = on; }
    static uint8_t relays_read(void* context) {
        return static_cast<uint8_t>(of(context).driven & ~of(context).stuck_low);
    }
    static void sensors(void* context, int32_t* temperature_tenths, int32_t* humidity_tenths) {
        ++of(context).measured;
        *temperature_tenths = -123;
        *humidity_tenths = 456;
    }
    static void http_start(void* context, const or_request* request) {
        FakeBoard::http_start(context, request);
        if (request->body_bytes != 0) {
            of(context).body.assign(reinterpret_cast<const char*>(request->body), request->body_bytes);
        }
    }
};

/// A device that comes online with relay 2 wanted on; its last request is the report of that.
struct Device {
    explicit Device(bool reads_pins = true) : memory(or_core_size() / 8 + 1) {
        board.answers = {kRegistered, kOpened, "{\"relay1\":false,\"relay2\":true}"};
        boot(reads_pins);
    }

    /// Starts anew, with what is in flash; a firmware's memory is not zeroed by anybody.
    void boot(bool reads_pins = true) {
        memory.assign(memory.size(), 0xA5A5A5A5A5A5A5A5u);
        board.log.clear();
        board.driven = 0;
        or_board calls = board.calls();
        calls.agent_write = FakeBoard::put;
        calls.http_start = Wired::http_start;
        calls.sensors = Wired::sensors;
        calls.relays = Wired::relays;
        calls.relays_read = reads_pins ? Wired::relays_read : nullptr;
        const or_settings settings = fake_settings();
        core = or_core_init(memory.data(), &calls, &settings);
        REQUIRE(core != nullptr);
    }

    void come_online() { or_core_step(core, OR_WAKE_LOOK); }
    /// Gives what is said to a command, and nothing of what was said before it.
    std::string ask(const std::string& content) {
        const std::string said = sentence(content);
        board.log.clear();
        or_core_receive(core, reinterpret_cast<const uint8_t*>(said.data()), said.size());
        return board.log;
    }

    Wired board;
    std::vector<uint64_t> memory;
    or_core* core = nullptr;
};

}  // namespace

TEST_CASE("a relay that the program switches is told, and counted") {
    Device device;
    CHECK(device.ask("HIL,0,RELAYS,READ") == sentence("HOK,0,off,off,0,0"));
    device.come_online();
    CHECK(device.board.driven == 2);
    CHECK(device.board.log.find(sentence("HEV,0,RELAYS,off,on")) != std::string::npos);
    CHECK(device.ask("HIL,0,RELAYS,READ") == sentence("HOK,0,off,on,0,1"));
}

TEST_CASE("what the pins show is told, not what the program wants") {
    Device device;
    device.board.stuck_low = 2;
    device.come_online();
    CHECK(device.board.log.find(sentence("HEV,0,RELAYS,off,off")) != std::string::npos);
    CHECK(device.ask("HIL,0,RELAYS,READ") == sentence("HOK,0,off,off,0,1"));
}

TEST_CASE("where no pin can be read the relays are as they were moved") {
    Device device(false);
    device.come_online();
    CHECK(device.ask("HIL,0,RELAYS,READ") == sentence("HOK,0,off,on,0,1"));
}

TEST_CASE("a boot tells of its relays what its record closes, and nothing when that is nothing") {
    for (const bool is_on : {true, false}) {
        Device device;
        device.board.answers[2] = is_on ? "{\"relay2\":true}" : "{}";
        device.come_online();
        device.boot();
        device.come_online();
        CHECK(device.board.driven == (is_on ? 2 : 0));
        CHECK((device.board.log.find(sentence("HEV,0,RELAYS,off,on")) != std::string::npos) == is_on);
        CHECK((device.board.log.find("RELAYS") != std::string::npos) == is_on);
        CHECK(device.ask("HIL,0,RELAYS,READ") == sentence(is_on ? "HOK,0,off,on,0,1" : "HOK,0,off,off,0,0"));
    }
}

TEST_CASE("a program that is stopped holds no relay") {
    Device device;
    device.come_online();
    CHECK(device.ask("HIL,1,HOLD") == sentence("HOK,1"));
    CHECK(device.board.driven == 0);
    CHECK(device.ask("HIL,0,RELAYS,READ") == sentence("HOK,0,off,off,0,0"));
}

TEST_CASE("the program reads what the bench has set, and asks the sensor only for the rest") {
    struct Case {
        const char* command;
        const char* reported;
        bool is_asked;
    };
    for (const Case& each : {Case{"HIL,0,SENSOR,SET,-5,407", "\"temperature\":-0.5,\"humidity\":40.7", false},
                             Case{"HIL,0,SENSOR,SET,,0", "\"temperature\":-12.3,\"humidity\":0.0", true},
                             Case{"HIL,0,SENSOR,SET,2000,", "\"temperature\":200.0,\"humidity\":45.6", true},
                             Case{"HIL,0,SENSOR,SET,,", "\"temperature\":-12.3,\"humidity\":45.6", true}}) {
        Device device;
        CHECK(device.ask(each.command) == sentence("HOK,0"));
        device.come_online();
        CAPTURE(device.board.body);
        CHECK(device.board.body.find(each.reported) != std::string::npos);
        CHECK((device.board.measured > 0) == each.is_asked);
    }
}

TEST_CASE("a refused value changes nothing of what was set before") {
    Device device;
    device.ask("HIL,0,SENSOR,SET,10,20");
    CHECK(device.ask("HIL,0,SENSOR,SET,30,1001").find("$HER,0,out-of-range,") == 0);
    device.come_online();
    CHECK(device.board.body.find("\"temperature\":1.0,\"humidity\":2.0") != std::string::npos);
}

TEST_CASE("firmware without relays does not offer the group") {
    FakeBoard fake;
    or_board calls = fake.calls();
    calls.agent_write = FakeBoard::put;
    const or_settings settings = fake_settings();
    std::vector<uint64_t> memory(or_core_size() / 8 + 1);
    or_core* core = or_core_init(memory.data(), &calls, &settings);
    REQUIRE(core != nullptr);
    const std::string asked = sentence("HIL,0,INFO") + sentence("HIL,1,RELAYS,READ");
    or_core_receive(core, reinterpret_cast<const uint8_t*>(asked.data()), asked.size());
    CHECK(fake.log.find("outputs") == std::string::npos);
    CHECK(fake.log.find("$HER,1,not-supported,") != std::string::npos);
}
