/// Where functions of an ESP8266 stand.
#ifndef OCEANHIL_WHERE_IN_IRAM_H
#define OCEANHIL_WHERE_IN_IRAM_H

namespace oceanhil {

/// Whether a function stands in RAM. Of one whose place cannot be told it is assumed.
bool is_in_iram(const void* function);

}  // namespace oceanhil

#endif
