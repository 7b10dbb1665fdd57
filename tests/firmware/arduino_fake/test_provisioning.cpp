// What the bench provisions, and what is left of it after a reset.
#include <doctest/doctest.h>

#include <string>

#include "fake_core.h"
#include "port/board_family.h"
#include "port/provisioning.h"

namespace {

constexpr bool kHasToken = true;
constexpr bool kHasNone = false;

bool set(Provisioning& board, const char* field, const std::string& value) {
    return board.set(field, value.data(), value.size());
}

Provisioning after_reset() {
    Provisioning board;
    board.load();
    return board;
}

or_settings settings_of(const Provisioning& board) {
    or_settings settings;
    or_settings_default(&settings);
    settings.wifi_ssid = {"compiled", 8};
    board.put_into(settings);
    return settings;
}

std::string text(const or_text& text) { return {text.text, text.bytes}; }

std::string& kept() { return fake.places[static_cast<int>(family::Place::provisioning_a)]; }

}  // namespace

TEST_CASE("what was applied is there after a reset, and what was not given stays as it was compiled") {
    fake = FakeCore();
    Provisioning board = after_reset();
    CHECK(set(board, "token", "oc_reg_new"));
    CHECK(set(board, "wifi-password", ""));
    CHECK(set(board, "store", "legacy"));
    CHECK(set(board, "derivation", "chip-id"));
    CHECK(set(board, "sntp", "0"));
    CHECK(board.apply(kHasNone));
    const Provisioning next = after_reset();
    const or_settings settings = settings_of(next);
    CHECK(text(settings.registration_token) == "oc_reg_new");
    CHECK(text(settings.wifi_ssid) == "compiled");
    CHECK(text(settings.wifi_password) == "");
    CHECK(settings.store == OR_STORE_LEGACY);
    CHECK(settings.derivation == OR_CHIP_ID);
    CHECK(settings.sntp == 0);
}

TEST_CASE("what was only collected is gone after a reset") {
    fake = FakeCore();
    Provisioning board = after_reset();
    CHECK(set(board, "wifi-ssid", "Ocean Net"));
    CHECK(text(settings_of(board).wifi_ssid) == "compiled");
    CHECK(text(settings_of(after_reset()).wifi_ssid) == "compiled");
}

TEST_CASE("fields of an earlier provisioning stay") {
    fake = FakeCore();
    Provisioning board = after_reset();
    set(board, "wifi-ssid", "Ocean Net");
    CHECK(board.apply(kHasToken));
    Provisioning next = after_reset();
    set(next, "sntp", "1");
    CHECK(next.apply(kHasToken));
    const Provisioning last = after_reset();
    CHECK(text(settings_of(last).wifi_ssid) == "Ocean Net");
}

TEST_CASE("a board that never had a token is not provisioned") {
    fake = FakeCore();
    Provisioning board = after_reset();
    set(board, "wifi-ssid", "Ocean Net");
    CHECK_FALSE(board.apply(kHasNone));
    CHECK(kept().empty());
}

TEST_CASE("a value that its field cannot have is refused, and collects nothing") {
    const std::string wrong[][2] = {{"store", "cloud"},
                                    {"derivation", "serial-number"},
                                    {"sntp", "yes"},
                                    {"tls", ""},
                                    {"server", "ftp://x"},
                                    {"server", "http://"},
                                    {"server", "http://a b"},
                                    {"server", std::string("http://a\0b", 10)},
                                    {"server", "http://" + std::string(190, 'a')},
                                    {"wifi-ssid", std::string(33, 'x')},
                                    {"wifi-password", std::string(65, 'x')},
                                    {"token", std::string(191, 'x')},
                                    {"colour", "blue"}};
    for (const auto& each : wrong) {
        fake = FakeCore();
        Provisioning board = after_reset();
        CAPTURE(each[0]);
        CHECK_FALSE(set(board, each[0].c_str(), each[1]));
        CHECK(board.apply(kHasToken));
        const or_settings settings = settings_of(after_reset());
        CHECK(settings.store == OR_STORE_REFERENCE);
        CHECK(settings.registration_token.bytes == 0);
        CHECK(after_reset().server() == nullptr);
    }
}

TEST_CASE("texts of the greatest length fit") {
    fake = FakeCore();
    Provisioning board = after_reset();
    CHECK(set(board, "token", std::string(190, 't')));
    CHECK(set(board, "wifi-ssid", std::string(32, 's')));
    CHECK(set(board, "wifi-password", std::string(64, 'p')));
    CHECK(set(board, "server", "https://" + std::string(182, 'h')));
    CHECK(board.apply(kHasNone));
    const Provisioning next = after_reset();
    CHECK(text(settings_of(next).registration_token) == std::string(190, 't'));
    CHECK(std::string(next.server()) == "https://" + std::string(182, 'h'));
}

TEST_CASE("a server takes the place of both, or the bridge does") {
    fake = FakeCore();
    Provisioning board = after_reset();
    CHECK(set(board, "server", "http://192.0.2.1:8080/"));
    CHECK(board.apply(kHasToken));
    CHECK(std::string(board.server()) == "http://192.0.2.1:8080");
    CHECK(settings_of(board).bridge == 0);
    CHECK(set(board, "server", "bridge:"));
    CHECK(board.apply(kHasToken));
    CHECK(board.server() == nullptr);
    CHECK(settings_of(board).bridge == 1);
}

TEST_CASE("another MAC is read from now on and after a reset") {
    fake = FakeCore();
    const uint8_t other[6] = {2, 0, 0, 0, 0, 1};
    Provisioning board = after_reset();
    CHECK(board.mac() == nullptr);
    CHECK(board.set_mac(other));
    CHECK(board.mac()[5] == 1);
    const Provisioning next = after_reset();
    CHECK(next.mac()[0] == 2);
}

TEST_CASE("another MAC does not keep what was only collected") {
    fake = FakeCore();
    const uint8_t other[6] = {2, 0, 0, 0, 0, 1};
    Provisioning board = after_reset();
    set(board, "wifi-ssid", "Ocean Net");
    board.set_mac(other);
    CHECK(text(settings_of(after_reset()).wifi_ssid) == "compiled");
}

TEST_CASE("any damaged byte makes all of it count as nothing") {
    fake = FakeCore();
    Provisioning board = after_reset();
    set(board, "wifi-ssid", "Ocean Net");
    board.apply(kHasToken);
    const std::string whole = kept();
    for (size_t at = 0; at < whole.size(); at++) {
        kept() = whole;
        kept()[at] = static_cast<char>(kept()[at] ^ 0x10);
        CHECK(text(settings_of(after_reset()).wifi_ssid) == "compiled");
    }
}

TEST_CASE("a flash that cannot be written is told, and nothing changes") {
    fake = FakeCore();
    fake.is_worn = true;
    Provisioning board = after_reset();
    set(board, "wifi-ssid", "Ocean Net");
    CHECK_FALSE(board.apply(kHasToken));
    CHECK(text(settings_of(board).wifi_ssid) == "compiled");
}

TEST_CASE("forgetting leaves nothing") {
    fake = FakeCore();
    const uint8_t other[6] = {2, 0, 0, 0, 0, 1};
    Provisioning board = after_reset();
    board.set_mac(other);
    CHECK(board.forget());
    CHECK(board.mac() == nullptr);
    CHECK(after_reset().mac() == nullptr);
}

TEST_CASE("power that goes at any byte of a provisioning leaves the one before, or the new one") {
    fake = FakeCore();
    Provisioning first = after_reset();
    set(first, "wifi-ssid", "First Net");
    set(first, "server", "https://first.test");
    REQUIRE(first.apply(kHasToken));
    const std::map<int, std::string> before = fake.places;
    const int bytes = static_cast<int>(kept().size());
    for (const int again : {0, 1}) {
        // With an odd and with an even number of writes behind it: both places have their turn.
        for (int at = 0; at <= bytes; at++) {
            fake.places = before;
            fake.cut_after = -1;
            std::string old_net = "First Net";
            Provisioning board = after_reset();
            if (again == 1) {
                set(board, "wifi-ssid", "Second Net");
                REQUIRE(board.apply(kHasToken));
                old_net = "Second Net";
            }
            fake.cut_after = at;
            set(board, "wifi-ssid", "Last Net");
            CHECK_FALSE(board.apply(kHasToken));
            fake.cut_after = -1;
            const Provisioning after = after_reset();
            CAPTURE(at);
            CHECK(text(settings_of(after).wifi_ssid) == (at < bytes ? old_net : "Last Net"));
            CHECK(std::string(after.server()) == "https://first.test");
        }
    }
}

TEST_CASE("after a cut the next provisioning goes to the place that the cut has spoilt") {
    fake = FakeCore();
    Provisioning board = after_reset();
    set(board, "wifi-ssid", "First Net");
    REQUIRE(board.apply(kHasToken));
    const std::string first = kept();
    fake.cut_after = 40;
    set(board, "wifi-ssid", "Lost Net");
    board.apply(kHasToken);
    fake.cut_after = -1;
    Provisioning next = after_reset();
    set(next, "wifi-ssid", "Next Net");
    CHECK(next.apply(kHasToken));
    CHECK(kept() == first);
    CHECK(text(settings_of(after_reset()).wifi_ssid) == "Next Net");
}

TEST_CASE("what counts at a boot is programmed once more, and nothing else") {
    fake = FakeCore();
    after_reset();
    CHECK(fake.programmed_again.empty());
    Provisioning board = after_reset();
    for (const char* net : {"First Net", "Second Net"}) {
        set(board, "wifi-ssid", net);
        REQUIRE(board.apply(kHasToken));
    }
    after_reset();
    const int newest = static_cast<int>(family::Place::provisioning_b);
    CHECK(fake.programmed_again == std::map<int, std::string>{{newest, fake.places[newest]}});
}

TEST_CASE("what is forgotten does not come back, not even by half") {
    fake = FakeCore();
    Provisioning board = after_reset();
    for (const char* net : {"First Net", "Second Net"}) {
        set(board, "wifi-ssid", net);
        REQUIRE(board.apply(kHasToken));
    }
    // Where power goes between the two erasures, the newest is left, and no older one.
    fake.erasures_left = 1;
    board.forget();
    CHECK(text(settings_of(after_reset()).wifi_ssid) == "Second Net");
    fake.erasures_left = -1;
    CHECK(after_reset().forget());
    CHECK(text(settings_of(after_reset()).wifi_ssid) == "compiled");
}
