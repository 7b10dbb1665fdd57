#include "task_variables.h"

#include <stdint.h>
#include <string.h>

#if defined(__linux__) && defined(__i386__) && !defined(OCEANHIL_SANITIZED)
#include <elf.h>
#include <sys/auxv.h>
#define OCEANHIL_HAS_TASK_VARIABLES 1
#else
#define OCEANHIL_HAS_TASK_VARIABLES 0
#endif

#include "host_memory.h"

namespace oceanhil::machine::task_variables {

#if OCEANHIL_HAS_TASK_VARIABLES

namespace {

struct Block {
    char* place = nullptr;
    size_t bytes = 0;
    // What the variables begin with; all behind these is 0.
    const char* image = nullptr;
    size_t image_bytes = 0;
};

// As the process knows them: boots change nothing in them.
Block block;
char* copies = nullptr;

/// The program's block lies just below where the thread's own begins (Drepper, "ELF Handling For Thread-Local Storage",
/// 3, variant II; 3.4.2 of the machine's own).
char* end_of_block() {
    char* end = nullptr;
    __asm__("movl %%gs:0, %0" : "=r"(end));
    return end;
}

void look_at_program() {
    const auto* const parts = reinterpret_cast<const Elf32_Phdr*>(getauxval(AT_PHDR));
    for (unsigned long each = 0; each < getauxval(AT_PHNUM); ++each) {
        const Elf32_Phdr& part = parts[each];
        if (part.p_type == PT_TLS && part.p_memsz != 0) {
            block.bytes = part.p_memsz;
            block.place = end_of_block() - (part.p_memsz + part.p_align - 1) / part.p_align * part.p_align;
            // Programs are linked to stay where they are (firmware/sketches/targets.py).
            block.image = reinterpret_cast<const char*>(part.p_vaddr);
            block.image_bytes = part.p_filesz;
        }
    }
}

void put_image(char* place) {
    memcpy(place, block.image, block.image_bytes);
    memset(place + block.image_bytes, 0, block.bytes - block.image_bytes);
}

}  // namespace

void prepare(size_t tasks) {
    look_at_program();
    if (block.bytes != 0) {
        copies = static_cast<char*>(host::allocate(block.bytes * tasks));
    }
}

void begin() {
    if (block.bytes != 0) {
        put_image(block.place);
    }
}

void fresh(size_t task) {
    if (block.bytes != 0) {
        put_image(copies + block.bytes * task);
    }
}

void change(size_t last, size_t next) {
    if (block.bytes != 0) {
        memcpy(copies + block.bytes * last, block.place, block.bytes);
        memcpy(block.place, copies + block.bytes * next, block.bytes);
    }
}

#else

void prepare(size_t) {}
void begin() {}
void fresh(size_t) {}
void change(size_t, size_t) {}

#endif

}  // namespace oceanhil::machine::task_variables
