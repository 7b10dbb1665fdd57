#include <Update.h>

bool UpdateClass::begin(size_t size, int command, int, uint8_t, const char*) {
    if (size == 0) {
        return refuse(UPDATE_ERROR_SIZE);
    }
    return refuse(command == U_FLASH || command == U_SPIFFS ? UPDATE_ERROR_NO_PARTITION : UPDATE_ERROR_BAD_ARGUMENT);
}

const char* UpdateClass::errorString() {
    switch (getError()) {
        case UPDATE_ERROR_OK:
            return "No Error";
        case UPDATE_ERROR_SIZE:
            return "Bad Size Given";
        case UPDATE_ERROR_NO_PARTITION:
            return "Partition Could Not be Found";
        case UPDATE_ERROR_BAD_ARGUMENT:
            return "Bad Argument";
        case UPDATE_ERROR_ABORT:
            return "Aborted";
        default:
            return "UNKNOWN";
    }
}

UpdateClass Update;
