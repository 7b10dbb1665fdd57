/// Functions with a parameter at edges of a pin. Facts: api/Interrupts.h of ArduinoCore-API.
#ifndef OCEANHIL_API_INTERRUPTS_H
#define OCEANHIL_API_INTERRUPTS_H

#include "Common.h"

namespace arduino {

template <typename Value>
using voidTemplateFuncPtrParam = void (*)(Value parameter);

/// The value is read at each edge; what is made for it is never freed, as in the core.
template <typename Value>
void attachInterrupt(pin_size_t number, voidTemplateFuncPtrParam<Value> function, PinStatus mode, Value& parameter) {
    struct Call {
        Value* parameter;
        voidTemplateFuncPtrParam<Value> function;
    };
    const auto serve = [](void* context) {
        const auto* call = static_cast<const Call*>(context);
        call->function(*call->parameter);
    };
    attachInterruptParam(number, serve, mode, new Call{&parameter, function});
}

template <typename Value>
void attachInterrupt(pin_size_t number, voidTemplateFuncPtrParam<Value*> function, PinStatus mode, Value* parameter) {
    attachInterruptParam(number, reinterpret_cast<voidFuncPtrParam>(function), mode, parameter);
}

}  // namespace arduino

#endif
