/// The files of a sketch's board: a littlefs on its flash, as calls into the real library, which the simulator runs.
///
/// Which laws hold: what is programmed and erased goes through the board's flash; each call may lose power, and then
/// does not return. Statuses are littlefs' error codes (lfs.h, `enum lfs_error`): 0 or more is good. What the library
/// asserts it asserts here, and the program ends as the board's does.
#ifndef OCEANHIL_MACHINE_FILES_H
#define OCEANHIL_MACHINE_FILES_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine::files {

// Error codes that a core tells from others.
constexpr int32_t kIsDirectory = -21;
/// There is no partition of that name; not littlefs' own.
constexpr int32_t kNoPartition = -1000;

/// How a file is opened: `enum lfs_open_flags` of lfs.h.
enum Flag : uint32_t {
    kRead = 0x1,
    kWrite = 0x2,
    kCreate = 0x100,
    kExclusive = 0x200,
    kTruncate = 0x400,
    kAppend = 0x800,
};

enum class Whence : uint8_t { begin = 0, here = 1, end = 2 };

/// What stands in a directory.
struct Entry {
    bool is_directory = false;
    uint32_t size = 0;
    /// As long as the board with the longest names has them, and its NUL.
    char name[256] = {};
};

/// Bytes of the partition and of what is in use, the latter in whole blocks; bytes of a block.
struct Space {
    uint32_t total = 0;
    uint32_t used = 0;
    uint32_t block = 0;
};

/// An open file.
struct File {
    uint32_t handle = 0;
    /// As the library has them for this handle.
    uint32_t position = 0;
    uint32_t size = 0;
};

/// `label`: a partition of ESP32; "" is the only one that the other boards have.
int32_t mount(const char* label);
int32_t unmount();
int32_t format(const char* label);
/// Of what is mounted.
int32_t space(Space& space);

int32_t open(const char* path, uint32_t flags, File& file);
int32_t close(const File& file);
/// Gives how many bytes.
int32_t read(File& file, void* data, size_t bytes);
int32_t write(File& file, const void* data, size_t bytes);
int32_t seek(File& file, int32_t offset, Whence whence);
int32_t truncate(File& file, uint32_t size);
int32_t sync(const File& file);

int32_t stat(const char* path, Entry& entry);
int32_t remove(const char* path);
int32_t rename(const char* from, const char* to);
int32_t make_directory(const char* path);

int32_t open_directory(const char* path, uint32_t& handle);
/// 1 if there is another entry, `.` and `..` among them.
int32_t next_entry(uint32_t handle, Entry& entry);
int32_t rewind_directory(uint32_t handle);
int32_t close_directory(uint32_t handle);

/// Copies as much as there is room for; gives how long it is.
int32_t attribute(const char* path, uint8_t type, void* data, size_t bytes);
int32_t set_attribute(const char* path, uint8_t type, const void* data, size_t bytes);

}  // namespace oceanhil::machine::files

#endif
