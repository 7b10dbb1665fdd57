#ifndef OCEANREMOTE_SRC_CORE_H
#define OCEANREMOTE_SRC_CORE_H

#include "agent/agent.h"
#include "agent/bridge.h"
#include "agent/notes.h"
#include "agent/sentence_writer.h"
#include "outputs.h"
#include "program.h"

namespace oceanremote {

/// A device: its program, and the agent beside it.
class Core {
  public:
    Core(const or_board& board, const or_settings& settings);
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    uint32_t step(or_wake wake);
    void receive(const uint8_t* data, size_t bytes) { agent_.receive(data, bytes); }
    bool is_held() const { return device_.held; }

  private:
    void begin();

    or_board board_;
    or_settings settings_;
    SentenceWriter sentences_;
    Notes notes_;
    Outputs outputs_;
    Bridge bridge_;
    DeviceState device_;
    Agent agent_;
    Program* program_ = nullptr;
    // Made when the boot begins: a held board has none.
    alignas(Program) unsigned char program_memory_[sizeof(Program)];
};

}  // namespace oceanremote

#endif
