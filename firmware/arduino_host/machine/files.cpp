#include "files.h"

#include <string.h>

#include <algorithm>

#include "board_time.h"
#include "boot.h"
#include "link.h"
#include "storage.h"

namespace oceanhil::machine::files {

namespace {

enum class Call : uint8_t {
    mount = 1,
    unmount,
    format,
    space,
    open,
    close,
    read,
    write,
    seek,
    truncate,
    sync,
    stat,
    remove,
    rename,
    make_directory,
    open_directory,
    next_entry,
    rewind_directory,
    close_directory,
    attribute,
    set_attribute
};

/// The library would have asserted what the answer holds, as `crash` takes it: see hil/worlds/sketch/files.py.
constexpr int32_t kAsserted = -1001;

struct Asked {
    Call call;
    uint32_t handle = 0;
    int32_t number = 0;
};

link::Answer ask(const Asked& asked, const char* path = "", const void* data = nullptr, size_t bytes = 0) {
    flash_changes();
    const link::Answer answer = link::ask(link::Ask::files, present_us(),
                                          {{&asked.call, sizeof asked.call},
                                           {&asked.handle, sizeof asked.handle},
                                           {&asked.number, sizeof asked.number},
                                           {path, strlen(path) + 1},
                                           {data, bytes}});
    if (answer.status == kAsserted) {
        crash(Crash::assert_failed, reinterpret_cast<const char*>(answer.data));
    }
    return answer;
}

template <typename T>
T number_at(const link::Answer& answer, size_t place) {
    T number{};
    if (answer.size >= place + sizeof number) {
        memcpy(&number, answer.data + place, sizeof number);
    }
    return number;
}

/// A call of an open file: what is told of it comes first in the answer.
int32_t ask_file(File& file, const link::Answer& answer) {
    if (answer.status >= 0) {
        file.position = number_at<uint32_t>(answer, 0);
        file.size = number_at<uint32_t>(answer, sizeof file.position);
    }
    return answer.status;
}

constexpr size_t kFileBytes = 2 * sizeof(uint32_t);
constexpr size_t kEntryBytes = 1 + sizeof(uint32_t);

void take_entry(const link::Answer& answer, Entry& entry) {
    entry.is_directory = number_at<uint8_t>(answer, 0) != 0;
    entry.size = number_at<uint32_t>(answer, 1);
    const size_t length = std::min(answer.size - std::min(answer.size, kEntryBytes), sizeof entry.name - 1);
    memcpy(entry.name, answer.data + kEntryBytes, length);
    entry.name[length] = '\0';
}

}  // namespace

int32_t mount(const char* label) { return ask({Call::mount}, label).status; }

int32_t unmount() { return ask({Call::unmount}).status; }

int32_t format(const char* label) { return ask({Call::format}, label).status; }

int32_t space(Space& space) {
    const link::Answer answer = ask({Call::space});
    space = {number_at<uint32_t>(answer, 0), number_at<uint32_t>(answer, sizeof(uint32_t)),
             number_at<uint32_t>(answer, 2 * sizeof(uint32_t))};
    return answer.status;
}

int32_t open(const char* path, uint32_t flags, File& file) {
    const link::Answer answer = ask({Call::open, 0, static_cast<int32_t>(flags)}, path);
    file.handle = number_at<uint32_t>(answer, kFileBytes);
    return ask_file(file, answer);
}

int32_t close(const File& file) { return ask({Call::close, file.handle}).status; }

int32_t read(File& file, void* data, size_t bytes) {
    const link::Answer answer = ask({Call::read, file.handle, static_cast<int32_t>(bytes)});
    if (answer.status > 0) {
        memcpy(data, answer.data + kFileBytes, std::min(bytes, static_cast<size_t>(answer.status)));
    }
    return ask_file(file, answer);
}

int32_t write(File& file, const void* data, size_t bytes) {
    return ask_file(file, ask({Call::write, file.handle}, "", data, bytes));
}

int32_t seek(File& file, int32_t offset, Whence whence) {
    return ask_file(file, ask({Call::seek, file.handle, offset}, "", &whence, sizeof whence));
}

int32_t truncate(File& file, uint32_t size) {
    return ask_file(file, ask({Call::truncate, file.handle, static_cast<int32_t>(size)}));
}

int32_t sync(const File& file) { return ask({Call::sync, file.handle}).status; }

int32_t stat(const char* path, Entry& entry) {
    const link::Answer answer = ask({Call::stat}, path);
    if (answer.status >= 0) {
        take_entry(answer, entry);
    }
    return answer.status;
}

int32_t remove(const char* path) { return ask({Call::remove}, path).status; }

int32_t rename(const char* from, const char* to) { return ask({Call::rename}, from, to, strlen(to)).status; }

int32_t make_directory(const char* path) { return ask({Call::make_directory}, path).status; }

int32_t open_directory(const char* path, uint32_t& handle) {
    const link::Answer answer = ask({Call::open_directory}, path);
    handle = number_at<uint32_t>(answer, 0);
    return answer.status;
}

int32_t next_entry(uint32_t handle, Entry& entry) {
    const link::Answer answer = ask({Call::next_entry, handle});
    if (answer.status > 0) {
        take_entry(answer, entry);
    }
    return answer.status;
}

int32_t rewind_directory(uint32_t handle) { return ask({Call::rewind_directory, handle}).status; }

int32_t close_directory(uint32_t handle) { return ask({Call::close_directory, handle}).status; }

int32_t attribute(const char* path, uint8_t type, void* data, size_t bytes) {
    const link::Answer answer = ask({Call::attribute, 0, type}, path);
    memcpy(data, answer.data, std::min(answer.size, bytes));
    return answer.status;
}

int32_t set_attribute(const char* path, uint8_t type, const void* data, size_t bytes) {
    return ask({Call::set_attribute, 0, type}, path, data, bytes).status;
}

}  // namespace oceanhil::machine::files
