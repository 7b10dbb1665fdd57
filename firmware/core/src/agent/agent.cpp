#include "agent/agent.h"

namespace oceanremote {

void Agent::receive(const uint8_t* data, size_t bytes) {
    for (size_t at = 0; at < bytes && !device_.over; ++at) {
        if (reader_.take(data[at])) {
            answer();
        }
    }
}

void Agent::answer() {
    const Command& asked = command();
    const bool again =
        asked.sequence != 0 && asked.sequence == remembered_sequence_ && asked.digest == remembered_digest_;
    const uint32_t sequence = asked.sequence;
    if (again) {
        // Only commands whose reply has no words are remembered.
        sentences_.begin("HOK", sequence);
        sentences_.send();
        return;
    }
    remembered_sequence_ = 0;
    after_reply_ = AfterReply::kNothing;
    const Entry* entry = nullptr;
    const Answer given = carry_out(entry);
    if (given == Answer::kNone) {
        device_.over = true;
        return;
    }
    if (given == Answer::kDone) {
        sentences_.begin("HOK", sequence);
        if (entry != nullptr && entry->once) {
            remembered_sequence_ = sequence;
            remembered_digest_ = asked.digest;
        }
    }
    sentences_.send();
    if (given == Answer::kDone) {
        act();
    }
}

const Agent::Entry* Agent::find() {
    static constexpr Entry kCommands[] = {
#define OR_COMMAND(first, second, arguments, once, group, handler) \
    {first, second, arguments, once, Group::group, &Agent::handler},
#define OR_ABSENT(first, second, arguments, once, group) {first, second, arguments, once, Group::group, &Agent::never},
#include "agent/commands.def"
    };
    const Command& asked = command();
    for (const Entry& entry : kCommands) {
        const bool two_words = entry.second[0] != 0;
        if (asked.word_count > 0 && same(asked.word(0), view(entry.first)) &&
            (!two_words || (asked.word_count > 1 && same(asked.word(1), view(entry.second))))) {
            return &entry;
        }
    }
    return nullptr;
}

Agent::Answer Agent::carry_out(const Entry*& entry) {
    entry = find();
    if (entry == nullptr) {
        return refuse("unknown-command", "see docs/agent-protocol.md");
    }
    first_argument_ = entry->second[0] != 0 ? 2 : 1;
    if (command().word_count - first_argument_ != entry->arguments) {
        return refuse("bad-argument", "another number of arguments");
    }
    if (!is_able(entry->group)) {
        return refuse("not-supported", "this firmware cannot");
    }
    return (this->*entry->handler)();
}

bool Agent::is_able(Group group) const {
    switch (group) {
        case Group::kAlways:
        case Group::kHold:
        case Group::kClock:
        case Group::kMac:
            return true;
        case Group::kCut:
            return board_.cut_arm != nullptr && board_.flash_units != nullptr;
        case Group::kEeprom:
            return board_.eeprom_begin != nullptr && board_.eeprom_length != nullptr && board_.eeprom_read != nullptr &&
                   board_.eeprom_write != nullptr && board_.eeprom_commit != nullptr;
        case Group::kOutputs:
            return outputs_.has_relays();
        case Group::kMacOverride:
            return board_.mac_set != nullptr;
        case Group::kProvision:
            return board_.provision_set != nullptr && board_.provision_apply != nullptr && board_.factory != nullptr;
        case Group::kHttp:
            return settings_.bridge != 0;
        case Group::kMacFaults:
        case Group::kClockFaults:
        case Group::kSleep:
        case Group::kCrash:
            return can_pretend();
        case Group::kFlash:
            return board_.flash_bytes != nullptr && board_.flash_read != nullptr && board_.flash_program != nullptr &&
                   board_.flash_erase != nullptr;
        case Group::kTear:
            return false;
    }
    return false;
}

void Agent::put_capabilities() {
    constexpr struct {
        Group group;
        const char* word;
    } kWords[] = {
#define OR_GROUP(group, word) {Group::group, word},
#include "agent/commands.def"
    };
    for (const auto& each : kWords) {
        if (is_able(each.group)) {
            sentences_.word(each.word);
        }
    }
}

Agent::Answer Agent::refuse(const char* code, const char* text) {
    sentences_.begin("HER", command().sequence);
    sentences_.word(code);
    sentences_.word(text);
    return Answer::kRefused;
}

Agent::Answer Agent::refuse(Found found, const char* text) {
    return refuse(found == Found::kOutOfRange ? "out-of-range" : "bad-argument", text);
}

Agent::Answer Agent::told(int32_t result) {
    if (result == OR_POWER_LOST) {
        return Answer::kNone;
    }
    return result == OR_OK ? Answer::kDone : refuse("storage-failed", "the EEPROM library or the flash refused");
}

Found Agent::data_argument(size_t number, size_t least, size_t most, View& data) {
    const size_t word = first_argument_ + number;
    size_t count = 0;
    const Found found = read_data(command().words[word], command().word_bytes[word], least, most, count);
    data = {command().words[word], count};
    return found;
}

Agent::Answer Agent::ping() { return Answer::kDone; }

Agent::Answer Agent::never() { return refuse("not-supported", "this firmware cannot"); }

}  // namespace oceanremote
