#ifndef OCEANREMOTE_AGENT_SENTENCE_WRITER_H
#define OCEANREMOTE_AGENT_SENTENCE_WRITER_H

#include "oceanremote/board.h"
#include "text.h"

namespace oceanremote {

constexpr size_t kSentenceBytes = 640;
constexpr size_t kDataBytes = 256;

/// Builds sentences of the agent and writes each in one go; without an agent on the board it does nothing.
class SentenceWriter {
  public:
    explicit SentenceWriter(const or_board& board) : board_(board), out_(memory_, sizeof memory_) {}
    SentenceWriter(const SentenceWriter&) = delete;
    SentenceWriter& operator=(const SentenceWriter&) = delete;

    bool is_connected() const { return board_.agent_write != nullptr; }
    void begin(const char* kind, uint32_t sequence);
    /// An event has sequence number 0.
    void begin_event(const char* name);
    /// Adds a word; whatever may not stand in it is escaped.
    void word(View text);
    void word(const char* text) { word(view(text)); }
    void number(int64_t value);
    void data(const uint8_t* bytes, size_t count);
    /// Ends the sentence and sends it; gives its text, valid until the next one begins.
    View send();
    /// Sends bytes that were a sentence before.
    void send_again(View sentence);

  private:
    const or_board& board_;
    char memory_[kSentenceBytes];
    TextWriter out_;
};

}  // namespace oceanremote

#endif
