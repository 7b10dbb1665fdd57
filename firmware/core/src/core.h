#ifndef OCEANREMOTE_SRC_CORE_H
#define OCEANREMOTE_SRC_CORE_H

#include "agent/agent.h"
#include "agent/bridge.h"
#include "agent/notes.h"
#include "agent/sentence_writer.h"
#include "outputs.h"
#include "program.h"

namespace oceanremote {

/// What a core whose board has no agent is made of, beside its program.
struct PlainSide {
    explicit PlainSide(const or_board& board) : notes(board), outputs(board, notes) {}

    Notes notes;
    Outputs outputs;
    Carrier nowhere;
};

/// The agent, and what it has in common with the program.
struct AgentSide {
    AgentSide(const or_board& board, const or_settings& settings, DeviceState& device)
        : sentences(board),
          notes(board, sentences),
          outputs(board, notes),
          bridge(board, settings, sentences),
          agent(board, settings, sentences, bridge, outputs, device) {}

    SentenceWriter sentences;
    AgentNotes notes;
    Outputs outputs;
    Bridge bridge;
    Agent agent;
};

/// A device: its program, or the agent, or both. Which of them is chosen by how it is made, so that a linker leaves out
/// what is not asked for.
class Core {
  public:
    Core(const or_board& board, const or_settings& settings)
        : board_(board), settings_(settings), device_{settings.boots, settings.held != 0, false} {}
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    /// Gives the core its agent, made in this memory.
    void add_agent(void* memory);
    /// Says what a core without an agent has in its place, made in this memory.
    void add_no_agent(void* memory);
    /// Where the program is made when the boot begins: a held board has none. Without this there never is one.
    void add_program(void* memory) { program_memory_ = memory; }

    uint32_t step(or_wake wake);
    void receive(const uint8_t* data, size_t bytes);
    bool is_held() const { return device_.held; }
    /// Tells the agent's bench that a boot has begun whose program is not this core's.
    void tell_boot();

  private:
    void begin();

    or_board board_;
    or_settings settings_;
    DeviceState device_;
    Notes* notes_ = nullptr;
    Outputs* outputs_ = nullptr;
    Carrier* carrier_ = nullptr;
    Agent* agent_ = nullptr;
    void* program_memory_ = nullptr;
    Program* program_ = nullptr;
};

constexpr size_t padded_to_8(size_t bytes) { return (bytes + 7) / 8 * 8; }

/// Bytes of memory, aligned to 8, for each kind of core, and where its parts begin.
struct Room {
    static constexpr size_t kBesideCore = padded_to_8(sizeof(Core));
    static constexpr size_t kBehindAgent = kBesideCore + padded_to_8(sizeof(AgentSide));
    static constexpr size_t kBehindPlain = kBesideCore + padded_to_8(sizeof(PlainSide));
    static constexpr size_t kCore = kBehindAgent + padded_to_8(sizeof(Program));
    static constexpr size_t kDevice = kBehindPlain + padded_to_8(sizeof(Program));
    static constexpr size_t kAgent = kBehindAgent;
};

}  // namespace oceanremote

#endif
