#include <doctest/doctest.h>

#include "crc32.h"
#include "fake_board.h"
#include "record.h"
#include "store.h"

using oceanremote::Store;

namespace {

or_reading record(const char* token) {
    or_reading record = {};
    record.token_bytes = static_cast<uint8_t>(strlen(token));
    memcpy(record.token, token, record.token_bytes);
    return record;
}

void put(FakeBoard& board, or_slot slot, uint32_t sequence) {
    or_reading stored = record("token");
    stored.sequence = sequence;
    oceanremote::encode_reference(stored, board.slots[slot].data());
}

struct Opened {
    FakeBoard board;
    or_board calls = board.calls();
    or_settings settings = fake_settings();
    or_reading reading = {};
};

}  // namespace

TEST_CASE("the first save goes to slot A with sequence 1, the next to slot B") {
    Opened opened;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(opened.reading.verdict == OR_VERDICT_EMPTY);
    REQUIRE(store.save(record("first"), opened.reading));
    CHECK(opened.reading.sequence == 1);
    CHECK(store.slot() == OR_SLOT_A);
    REQUIRE(store.save(record("second"), opened.reading));
    CHECK(opened.reading.sequence == 2);
    CHECK(store.slot() == OR_SLOT_B);
}

TEST_CASE("the newer slot wins, also when the sequence has wrapped") {
    Opened opened;
    put(opened.board, OR_SLOT_A, 0);
    put(opened.board, OR_SLOT_B, 0xFFFFFFFFu);
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(store.slot() == OR_SLOT_A);
    CHECK(opened.reading.sequence == 0);
}

TEST_CASE("a torn slot leaves the other one to be read and is the next to be written") {
    Opened opened;
    put(opened.board, OR_SLOT_A, 5);
    put(opened.board, OR_SLOT_B, 6);
    opened.board.slots[OR_SLOT_B][20] ^= 1;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(opened.reading.sequence == 5);
    REQUIRE(store.save(record("next"), opened.reading));
    CHECK(store.slot() == OR_SLOT_B);
}

TEST_CASE("without a good slot the verdict is that of the worse one") {
    Opened opened;
    put(opened.board, OR_SLOT_B, 6);
    opened.board.slots[OR_SLOT_B][0] ^= 1;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(opened.reading.verdict == OR_VERDICT_BAD_MAGIC);
}

TEST_CASE("power that is lost in a save is told, and the old record is what the next boot reads") {
    Opened opened;
    put(opened.board, OR_SLOT_A, 5);
    opened.board.power_lost_at = 1;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK_FALSE(store.save(record("next"), opened.reading));
    Store next(opened.calls, opened.settings);
    REQUIRE(next.load(opened.reading));
    CHECK(opened.reading.sequence == 5);
}

TEST_CASE("the newest slot is programmed again at a boot unless that is not wanted") {
    for (const uint8_t wanted : {uint8_t{0}, uint8_t{1}}) {
        Opened opened;
        put(opened.board, OR_SLOT_B, 6);
        opened.settings.program_again = wanted;
        Store store(opened.calls, opened.settings);
        REQUIRE(store.load(opened.reading));
        CHECK(opened.board.again == wanted);
    }
    CHECK(fake_settings().program_again == 1);
}

TEST_CASE("what is programmed again is what was read, not what this version would write") {
    Opened opened;
    put(opened.board, OR_SLOT_A, 6);
    std::vector<uint8_t>& slot = opened.board.slots[OR_SLOT_A];
    slot[5] = 0x80;
    const uint32_t crc = oceanremote::crc32(slot.data(), 100);
    memcpy(slot.data() + 100, &crc, sizeof crc);
    const std::vector<uint8_t> before = slot;
    opened.calls.slot_program_again = [](void* context, or_slot again, const uint8_t* data, size_t bytes) {
        FakeBoard::of(context).slots[again].assign(data, data + bytes);
        return int32_t{OR_OK};
    };
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(opened.reading.verdict == OR_VERDICT_VALID);
    CHECK(opened.board.slots[OR_SLOT_A] == before);
}

TEST_CASE("power that is lost while a slot is programmed again is told, and a refusal is no reason to stop") {
    Opened opened;
    put(opened.board, OR_SLOT_A, 6);
    opened.board.power_lost_at_again = 1;
    Store store(opened.calls, opened.settings);
    CHECK_FALSE(store.load(opened.reading));
    opened.calls.slot_program_again = [](void*, or_slot, const uint8_t*, size_t) { return int32_t{OR_FAILED}; };
    CHECK(store.load(opened.reading));
    opened.calls.slot_program_again = nullptr;
    CHECK(store.load(opened.reading));
}

TEST_CASE("a record whose token no header can carry is damage") {
    Opened opened;
    or_reading stored = record("a\r\nb");
    stored.sequence = 7;
    oceanremote::encode_reference(stored, opened.board.slots[OR_SLOT_A].data());
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(opened.reading.verdict == OR_VERDICT_BAD_TOKEN);
    CHECK(opened.board.again == 0);
}

TEST_CASE("the legacy store cuts a token to 32 bytes and reads back what it wrote") {
    Opened opened;
    opened.settings.store = OR_STORE_LEGACY;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    REQUIRE(store.save(record("0123456789012345678901234567890123456789"), opened.reading));
    CHECK(opened.reading.verdict == OR_VERDICT_VALID);
    CHECK(opened.reading.token_bytes == 32);
}

TEST_CASE("a slot that cannot be read once is read once more, and one that cannot the second time counts as empty") {
    for (const int unread : {1, 2}) {
        Opened opened;
        put(opened.board, OR_SLOT_A, 6);
        put(opened.board, OR_SLOT_B, 5);
        opened.board.unread = unread;
        Store store(opened.calls, opened.settings);
        REQUIRE(store.load(opened.reading));
        CHECK(opened.reading.sequence == (unread == 1 ? 6 : 5));
    }
}

TEST_CASE("an EEPROM that cannot be opened once is opened once more") {
    Opened opened;
    opened.settings.store = OR_STORE_LEGACY;
    opened.board.eeprom.resize(64);
    oceanremote::encode_legacy(record("token"), opened.board.eeprom.data());
    opened.board.unopened = 1;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    CHECK(opened.reading.verdict == OR_VERDICT_VALID);
}

TEST_CASE("after a save that was refused the next goes to the same slot") {
    Opened opened;
    put(opened.board, OR_SLOT_A, 5);
    opened.board.unwritten = 1;
    Store store(opened.calls, opened.settings);
    REQUIRE(store.load(opened.reading));
    REQUIRE(store.save(record("next"), opened.reading));
    CHECK_FALSE(oceanremote::is_valid(opened.reading));
    CHECK(store.slot() == OR_SLOT_A);
    REQUIRE(store.save(record("next"), opened.reading));
    CHECK(store.slot() == OR_SLOT_B);
    CHECK(opened.reading.sequence == 6);
}
