#include "registers.h"

#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>

#if defined(__linux__) && defined(__i386__)
#define OCEANHIL_HAS_REGISTERS 1
#else
#define OCEANHIL_HAS_REGISTERS 0
#endif

namespace oceanhil::machine::registers {

namespace {

constexpr uint32_t kWord = 4;

uint32_t served_count = 0;

const Block* block_of(uint32_t address, uint32_t& word) {
    size_t count = 0;
    const Block* const all = blocks == nullptr ? nullptr : blocks(count);
    for (size_t each = 0; each < count; ++each) {
        if (address >= all[each].address && address - all[each].address < kWord * all[each].words) {
            word = (address - all[each].address) / kWord;
            return &all[each];
        }
    }
    return nullptr;
}

}  // namespace

bool read(uint32_t address, uint32_t& value) {
    uint32_t word = 0;
    const Block* const block = block_of(address, word);
    if (block != nullptr) {
        value = block->read(word);
    }
    return block != nullptr;
}

bool write(uint32_t address, uint32_t value) {
    uint32_t word = 0;
    const Block* const block = block_of(address, word);
    if (block != nullptr) {
        block->write(word, value);
    }
    return block != nullptr;
}

uint32_t served() { return served_count; }

}  // namespace oceanhil::machine::registers

#if OCEANHIL_HAS_REGISTERS

namespace oceanhil::machine::registers {

namespace {

constexpr uint32_t kPage = 4096;
// Intel 64 and IA-32 manual: volume 1, 3.4.3.3, TF; volume 3, 4.7, the error code of a page fault.
constexpr greg_t kTrapFlag = 0x100;
constexpr greg_t kWasWrite = 2;
constexpr greg_t kPageFault = 14;

// What is done once the one instruction is over.
uint32_t open_word = 0;
bool is_open_for_writing = false;

void* page_of(uint32_t address) { return reinterpret_cast<void*>(static_cast<uintptr_t>(address & ~(kPage - 1))); }

volatile uint32_t& word_at(uint32_t address) {
    return *reinterpret_cast<volatile uint32_t*>(static_cast<uintptr_t>(address));
}

/// A move of 32 bits between a register and memory: which, and how long the instruction is. The manual's volume 2 has
/// the codes, and 2.1.5 how an address is written.
struct Move {
    bool is_store = false;
    bool has_number = false;
    uint32_t number = 0;
    uint8_t which = 0;
    uint32_t bytes = 0;
};

bool decoded(const uint8_t* code, Move& move) {
    constexpr uint8_t kStoreAx = 0xA3;
    constexpr uint8_t kLoadAx = 0xA1;
    constexpr uint8_t kStore = 0x89;
    constexpr uint8_t kLoad = 0x8B;
    constexpr uint8_t kStoreNumber = 0xC7;
    const uint8_t kind = code[0];
    if (kind == kStoreAx || kind == kLoadAx) {
        move = {kind == kStoreAx, false, 0, 0, 5};
        return true;
    }
    if (kind != kStore && kind != kLoad && kind != kStoreNumber) {
        return false;
    }
    const uint8_t how = code[1] >> 6;
    const uint8_t base = code[1] & 7;
    const bool has_index = how != 3 && base == 4;
    const uint8_t true_base = has_index ? code[2] & 7 : base;
    const uint32_t offset = how == 1 ? 1 : how == 2 || (how == 0 && true_base == 5) ? 4 : 0;
    const uint32_t bytes = 2 + (has_index ? 1 : 0) + offset;
    move = {kind != kLoad, kind == kStoreNumber, 0, static_cast<uint8_t>(code[1] >> 3 & 7), bytes};
    if (move.has_number) {
        memcpy(&move.number, code + bytes, sizeof move.number);
        move.bytes += sizeof move.number;
    }
    return how != 3;
}

greg_t& register_of(ucontext_t& context, uint8_t which) {
    constexpr int kInOrder[] = {REG_EAX, REG_ECX, REG_EDX, REG_EBX, REG_ESP, REG_EBP, REG_ESI, REG_EDI};
    return context.uc_mcontext.gregs[kInOrder[which]];
}

/// Does what the instruction would do, if it is a plain move.
bool is_done(uint32_t address, ucontext_t& context) {
    greg_t& at = context.uc_mcontext.gregs[REG_EIP];
    Move move;
    if (address % kWord != 0 || !decoded(reinterpret_cast<const uint8_t*>(static_cast<uintptr_t>(at)), move)) {
        return false;
    }
    if (move.is_store) {
        write(address, move.has_number ? move.number : static_cast<uint32_t>(register_of(context, move.which)));
    } else {
        uint32_t value = 0;
        read(address, value);
        register_of(context, move.which) = static_cast<greg_t>(value);
    }
    at += static_cast<greg_t>(move.bytes);
    return true;
}

void on_step(int, siginfo_t*, void* context) {
    static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL] &= ~kTrapFlag;
    const uint32_t value = word_at(open_word);
    mprotect(page_of(open_word), kPage, PROT_NONE);
    if (is_open_for_writing) {
        write(open_word, value);
    }
}

void take_page(uint32_t address) {
    mmap(page_of(address), kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
}

}  // namespace

void prepare() {
    size_t count = 0;
    const Block* const all = blocks == nullptr ? nullptr : blocks(count);
    for (size_t each = 0; each < count; ++each) {
        const uint32_t end = all[each].address + kWord * all[each].words;
        for (uint32_t page = all[each].address & ~(kPage - 1); page < end; page += kPage) {
            take_page(page);
        }
    }
    struct sigaction action = {};
    action.sa_flags = SA_ONSTACK | SA_SIGINFO;
    action.sa_sigaction = on_step;
    sigaction(SIGTRAP, &action, nullptr);
}

bool serve(const siginfo_t& about, void* context) {
    ucontext_t& where = *static_cast<ucontext_t*>(context);
    greg_t* const gregs = where.uc_mcontext.gregs;
    const auto address = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(about.si_addr));
    uint32_t value = 0;
    if (about.si_signo != SIGSEGV || gregs[REG_TRAPNO] != kPageFault || !read(address & ~(kWord - 1), value)) {
        return false;
    }
    ++served_count;
    if (is_done(address, where)) {
        return true;
    }
    open_word = address & ~(kWord - 1);
    is_open_for_writing = (gregs[REG_ERR] & kWasWrite) != 0;
    if (mprotect(page_of(open_word), kPage, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    word_at(open_word) = value;
    gregs[REG_EFL] |= kTrapFlag;
    return true;
}

}  // namespace oceanhil::machine::registers

#else

namespace oceanhil::machine::registers {

void prepare() {}

bool serve(const siginfo_t&, void*) { return false; }

}  // namespace oceanhil::machine::registers

#endif
