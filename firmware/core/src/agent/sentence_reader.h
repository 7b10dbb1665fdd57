#ifndef OCEANREMOTE_AGENT_SENTENCE_READER_H
#define OCEANREMOTE_AGENT_SENTENCE_READER_H

#include "agent/sentence_writer.h"
#include "text.h"

namespace oceanremote {

/// A command as it came: its number and its words, which may be written over.
struct Command {
    static constexpr size_t kMostWords = 8;

    uint32_t sequence = 0;
    /// All there were; the first kMostWords of them are kept.
    size_t word_count = 0;
    char* words[kMostWords] = {};
    size_t word_bytes[kMostWords] = {};
    /// Of number and words: equal commands have equal ones.
    uint64_t digest = 0;

    View word(size_t number) const {
        return number < word_count && number < kMostWords ? View{words[number], word_bytes[number]} : View{};
    }
};

/// Takes commands out of the bytes that arrive, by the rules of docs/agent-protocol.md; everything else is ignored.
class SentenceReader {
  public:
    /// Takes a byte; true when it completes a command, which stays valid until the next byte.
    bool take(uint8_t byte);
    Command& command() { return command_; }

  private:
    bool is_expected(uint8_t byte) const;
    bool read();
    bool read_sequence(size_t& at, size_t end);
    bool read_words(size_t at, size_t end);
    bool read_word(size_t& at, size_t end);

    char line_[kSentenceBytes];
    size_t bytes_ = 0;
    Command command_;
};

}  // namespace oceanremote

#endif
