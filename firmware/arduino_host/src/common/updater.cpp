#ifndef ESP32
#include <Updater.h>

bool UpdaterClass::begin(size_t size, int command, int, uint8_t) {
    const bool is_known = command == U_FLASH || command == U_FS;
    refuse(size == 0 ? UPDATE_ERROR_SIZE : is_known ? UPDATE_ERROR_SPACE : UPDATE_ERROR_UNKNOWN_COMMAND);
    if (failed_) {
        failed_(getError());
    }
    return false;
}

UpdaterClass& UpdaterClass::onError(THandlerFunction_Error fn) {
    failed_ = std::move(fn);
    return *this;
}

String UpdaterClass::getErrorString() {
    switch (getError()) {
        case UPDATE_ERROR_OK:
            return "No Error";
        case UPDATE_ERROR_SPACE:
            return "Not Enough Space";
        case UPDATE_ERROR_SIZE:
            return "Bad Size Given";
        case UPDATE_ERROR_UNKNOWN_COMMAND:
            return "Unknown update command";
        default:
            return "UNKNOWN";
    }
}

void UpdaterClass::printError(Print& out) { out.printf("ERROR[%u]: %s\n", getError(), getErrorString().c_str()); }

UpdaterClass Update;
#endif
