#ifndef OCEANREMOTE_AGENT_AGENT_H
#define OCEANREMOTE_AGENT_AGENT_H

#include "agent/bridge.h"
#include "agent/fields.h"
#include "agent/sentence_reader.h"
#include "agent/sentence_writer.h"
#include "oceanremote/bench.h"
#include "oceanremote/core.h"
#include "outputs.h"

namespace oceanremote {

/// What the agent must know of the device it stands beside, and what it may do to it.
struct DeviceState {
    uint32_t boots = 0;
    bool held = false;
    /// Power is gone, or the board has been told to start again: nothing more may happen.
    bool over = false;
};

/// Answers the commands of a bench: bytes in, exactly one reply a command, at once.
class Agent {
  public:
    Agent(const or_board& board, const or_settings& settings, SentenceWriter& sentences, Bridge& bridge,
          Outputs& outputs, DeviceState& device)
        : board_(board),
          settings_(settings),
          sentences_(sentences),
          bridge_(bridge),
          outputs_(outputs),
          device_(device) {}

    void receive(const uint8_t* data, size_t bytes);

  private:
    enum class Group : uint8_t {
        kAlways,
#define OR_GROUP(group, word) group,
#include "agent/commands.def"
    };
    /// What follows the reply that is being written.
    enum class AfterReply : uint8_t { kNothing, kRestart, kCrash, kSleep };
    enum class Answer : uint8_t {
        /// A reply without words.
        kDone,
        /// The sentence has been begun by whoever answers.
        kBegun,
        /// As before, and it is a refusal.
        kRefused,
        /// Power is gone: none.
        kNone
    };
    using Handler = Answer (Agent::*)();
    struct Entry {
        const char* first;
        const char* second;
        uint8_t arguments;
        bool once;
        Group group;
        Handler handler;
    };

    void answer();
    Answer carry_out(const Entry*& entry);
    const Entry* find();
    bool is_able(Group group) const;
    bool can_pretend() const;
    void put_capabilities();
    /// Does what was to follow the reply.
    void act();

    Answer refuse(const char* code, const char* text);
    Answer refuse(Found found, const char* text);
    Answer told(int32_t result);
    /// The argument with this number, from 0.
    View argument(size_t number) { return command().word(first_argument_ + number); }
    Found number_argument(size_t number, int64_t least, int64_t most, int64_t& value) {
        return read_number(argument(number), least, most, value);
    }
    Answer pretend(or_pretence what, int64_t value);
    Answer pretend_number(or_pretence what, int64_t least, int64_t most);
    /// An empty word is no value.
    Found pretended_argument(size_t number, int64_t least, int64_t most, Outputs::Pretended& value);
    Found data_argument(size_t number, size_t least, size_t most, View& data);
    Command& command() { return reader_.command(); }

#define OR_COMMAND(first, second, arguments, once, group, handler) Answer handler();
#include "agent/commands.def"
    Answer never();
    Answer eeprom_range(int64_t address, size_t bytes);
    Answer flash_range(int64_t address, int64_t bytes);
    Answer flash_sectors(int64_t address, int64_t sectors);
    Answer put_digest(uint32_t address);
    Answer bridge_said(Bridge::Taken taken);

    const or_board& board_;
    const or_settings& settings_;
    SentenceWriter& sentences_;
    Bridge& bridge_;
    Outputs& outputs_;
    DeviceState& device_;
    SentenceReader reader_;
    size_t first_argument_ = 1;
    uint32_t remembered_sequence_ = 0;
    uint64_t remembered_digest_ = 0;
    AfterReply after_reply_ = AfterReply::kNothing;
    or_reset restart_reason_ = OR_RESET_PIN;
    int64_t sleep_us_ = 0;
};

}  // namespace oceanremote

#endif
