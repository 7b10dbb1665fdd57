#include "call_chain.h"

#include <setjmp.h>
#include <signal.h>
#include <unwind.h>

namespace oceanhil::machine {

namespace {

struct Chain {
    void** calls;
    int most;
    /// One less than none: the first is that of this function itself.
    volatile int count;
};

sigjmp_buf torn;

void on_torn(int) { siglongjmp(torn, 1); }

_Unwind_Reason_Code note(_Unwind_Context* context, void* noted) {
    Chain& chain = *static_cast<Chain*>(noted);
    if (chain.count >= 0) {
        chain.calls[chain.count] = reinterpret_cast<void*>(_Unwind_GetIP(context));
    }
    chain.count = chain.count + 1;
    return chain.count >= chain.most ? _URC_END_OF_STACK : _URC_NO_REASON;
}

}  // namespace

// An unwinder looks at what is where a call comes back to. If that is no place of the program, the look is a fault.
__attribute__((noinline)) int call_chain(void** calls, int most) {
    Chain chain = {calls, most, -1};
    struct sigaction before = {};
    struct sigaction action = {};
    action.sa_flags = SA_ONSTACK;
    action.sa_handler = on_torn;
    sigaction(SIGSEGV, &action, &before);
    sigset_t faults;
    sigset_t blocked;
    sigemptyset(&faults);
    sigaddset(&faults, SIGSEGV);
    sigprocmask(SIG_UNBLOCK, &faults, &blocked);
    if (sigsetjmp(torn, 0) == 0) {
        _Unwind_Backtrace(note, &chain);
    }
    sigprocmask(SIG_SETMASK, &blocked, nullptr);
    sigaction(SIGSEGV, &before, nullptr);
    return chain.count < 0 ? 0 : chain.count;
}

}  // namespace oceanhil::machine
