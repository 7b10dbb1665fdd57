// What C's library has of files on a Pico: nothing. A sketch's objects call these names (firmware/sketches/host_files.py);
// calls of C that are not here are not there. Facts: arduino-pico, cores/rp2040/posix.cpp; newlib, libc/stdio.
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

namespace {

int no_such_call() {
    errno = ENOSYS;
    return -1;
}

}  // namespace

extern "C" {

FILE* oceanhil_c_fopen(const char*, const char*) {
    no_such_call();
    return nullptr;
}

int oceanhil_c_fflush(FILE* stream) { return fflush(stream); }
int oceanhil_c_stat(const char*, struct stat*) { return no_such_call(); }
int oceanhil_c_unlink(const char*) { return no_such_call(); }
int oceanhil_c_remove(const char*) { return no_such_call(); }
int oceanhil_c_rename(const char*, const char*) { return no_such_call(); }
}
