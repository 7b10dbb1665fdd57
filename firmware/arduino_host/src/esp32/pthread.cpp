// Threads of POSIX, and so `std::thread` and `std::async`: tasks of FreeRTOS, as components/pthread of ESP-IDF 5.5.1 makes
// them (pthread.c, pthread_local_storage.c), with the defaults of its Kconfig and of esp32-arduino-lib-builder. Locks and
// conditions are the machine's own (machine/locks.cpp).
//
// As there: whoever has ended and was not detached keeps its task, with its stack, until somebody joins it; nothing but the
// size of a stack and the state counts of attributes; a task that is no thread of POSIX has no `pthread_self`, by which
// `std::this_thread::get_id()` in a sketch's loop is an assertion that fails; no thread can be cancelled.
#include <boot.h>
#include <errno.h>
#include <esp_heap_caps.h>
#include <esp_pthread.h>
#include <freertos/task.h>
#include <oceanhil/freertos/task_block.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if defined(__linux__) && defined(__i386__) && defined(__GLIBC__)

namespace oceanhil::threads {

namespace {

using Run = void* (*)(void*);

struct Start {
    Run run;
    void* argument;
    esp_pthread_cfg_t config;
};

struct Thread {
    Thread* next;
    TaskHandle_t task;
    TaskHandle_t joiner;
    bool has_ended;
    bool is_detached;
    void* result;
    Start* start;
};

/// What the C library of this machine keeps attributes in has room for these.
struct Attributes {
    size_t stack_bytes;
    int state;
};
static_assert(sizeof(Attributes) <= sizeof(pthread_attr_t), "a sketch's attributes have room for what counts of them");

struct Key {
    Key* next;
    pthread_key_t number;
    void (*drop)(void*);
};

/// What a task has of a key.
struct Value {
    Value* next;
    pthread_key_t number;
    void* value;
};

/// What is destroyed when a thread ends: an object that is `thread_local`.
struct Late {
    Late* next;
    void (*destroy)(void*);
    void* object;
};

/// All that a task has of its own: objects that end with it, values of keys, and how threads begin that it creates.
struct Keyed {
    Late* late;
    Value* values;
    esp_pthread_cfg_t* config;
};

Thread* threads = nullptr;
Key* keys = nullptr;
pthread_key_t last_key = 0;

Thread* thread_of(TaskHandle_t task) {
    Thread* found = threads;
    while (found != nullptr && found->task != task) {
        found = found->next;
    }
    return found;
}

Thread* known(pthread_t thread) {
    Thread* found = threads;
    while (found != nullptr && found != reinterpret_cast<Thread*>(thread)) {
        found = found->next;
    }
    return found;
}

void forget(Thread* thread) {
    Thread** place = &threads;
    while (*place != thread) {
        place = &(*place)->next;
    }
    *place = thread->next;
    free(thread);
}

Key* key_of(pthread_key_t number) {
    Key* found = keys;
    while (found != nullptr && found->number != number) {
        found = found->next;
    }
    return found;
}

void drop(Keyed* keyed, bool is_own) {
    while (keyed->late != nullptr) {
        Late* const first = keyed->late;
        keyed->late = first->next;
        // They are the running task's: whoever is deleted from outside leaves its own as they are.
        if (is_own) {
            first->destroy(first->object);
        }
        free(first);
    }
    while (keyed->values != nullptr) {
        Value* const first = keyed->values;
        keyed->values = first->next;
        const Key* const key = key_of(first->number);
        if (key != nullptr && key->drop != nullptr && first->value != nullptr) {
            key->drop(first->value);
        }
        free(first);
    }
    free(keyed->config);
    free(keyed);
}

void drop_all(void* keyed) { drop(static_cast<Keyed*>(keyed), false); }

Keyed* keyed_of_present() { return static_cast<Keyed*>(present_task()->keyed); }

Keyed* make_keyed() {
    Keyed* keyed = keyed_of_present();
    if (keyed == nullptr) {
        keyed = static_cast<Keyed*>(calloc(1, sizeof *keyed));
        present_task()->keyed = keyed;
        present_task()->drop_keyed = drop_all;
    }
    return keyed;
}

void drop_own() {
    tskTaskControlBlock* const self = present_task();
    if (self->keyed != nullptr) {
        auto* const keyed = static_cast<Keyed*>(self->keyed);
        drop(keyed, true);
        self->keyed = nullptr;
    }
}

Value* value_of(const Keyed* keyed, pthread_key_t key) {
    Value* found = keyed == nullptr ? nullptr : keyed->values;
    while (found != nullptr && found->number != key) {
        found = found->next;
    }
    return found;
}

[[noreturn]] void end(void* result) {
    drop_own();
    Thread* const self = thread_of(present_task());
    if (self == nullptr) {
        machine::crash_of_assertion(527, "pthread.c", "pthread_exit",
                                    "false && \"Failed to find pthread for current task!\"");
    }
    free(self->start);
    if (self->is_detached) {
        forget(self);
        vTaskDelete(nullptr);
    }
    // Whoever joins deletes the task.
    machine::tasks_hold();
    self->result = result;
    self->has_ended = true;
    signal_waiters(self);
    machine::tasks_release();
    for (;;) {
        vTaskSuspend(nullptr);
    }
}

void run(void* context) {
    auto* const start = static_cast<Start*>(context);
    if (start->config.inherit_cfg) {
        start->config.thread_name = nullptr;
        esp_pthread_set_cfg(&start->config);
    }
    end(start->run(start->argument));
}

/// What a task of a thread is created with.
struct Plan {
    size_t stack_bytes = CONFIG_PTHREAD_TASK_STACK_SIZE_DEFAULT;
    UBaseType_t priority = CONFIG_PTHREAD_TASK_PRIO_DEFAULT;
    BaseType_t core = tskNO_AFFINITY;
    const char* name = CONFIG_PTHREAD_TASK_NAME_DEFAULT;
};

Plan planned(const esp_pthread_cfg_t& config) {
    Plan plan;
    if (config.stack_size != 0) {
        plan.stack_bytes = config.stack_size;
    }
    if (config.prio != 0 && config.prio < configMAX_PRIORITIES) {
        plan.priority = static_cast<UBaseType_t>(config.prio);
    }
    if (config.thread_name != nullptr) {
        plan.name = config.thread_name;
    } else if (config.inherit_cfg) {
        plan.name = pcTaskGetName(nullptr);
    }
    if (config.pin_to_core >= 0 && config.pin_to_core < portNUM_PROCESSORS) {
        plan.core = config.pin_to_core;
    }
    return plan;
}

/// Takes memory for a thread and what it begins with; nullptr if there is none.
Thread* make_thread(Run function, void* argument) {
    auto* const start = static_cast<Start*>(calloc(1, sizeof(Start)));
    auto* const thread = start == nullptr ? nullptr : static_cast<Thread*>(calloc(1, sizeof(Thread)));
    if (thread == nullptr) {
        free(start);
        return nullptr;
    }
    start->run = function;
    start->argument = argument;
    thread->start = start;
    return thread;
}

/// Why a thread cannot be joined; 0 if it can.
int obstacle(const Thread* thread) {
    if (thread == nullptr) {
        return ESRCH;
    }
    const TaskHandle_t self = present_task();
    if (thread->is_detached || thread->task == self) {
        return EDEADLK;
    }
    if (thread->joiner != nullptr) {
        return EINVAL;
    }
    const Thread* const own = thread_of(self);
    return own != nullptr && own->joiner == thread->task ? EDEADLK : 0;
}

Attributes& parts_of(pthread_attr_t* attributes) { return *reinterpret_cast<Attributes*>(attributes); }

const Attributes& parts_of(const pthread_attr_t* attributes) {
    return *reinterpret_cast<const Attributes*>(attributes);
}

}  // namespace

}  // namespace oceanhil::threads

namespace posix = oceanhil::threads;

extern "C" {

esp_err_t esp_pthread_init() { return ESP_OK; }

esp_pthread_cfg_t esp_pthread_get_default_config() {
    esp_pthread_cfg_t config = {};
    config.stack_size = CONFIG_PTHREAD_TASK_STACK_SIZE_DEFAULT;
    config.prio = CONFIG_PTHREAD_TASK_PRIO_DEFAULT;
    config.pin_to_core = tskNO_AFFINITY;
    config.stack_alloc_caps = MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT;
    return config;
}

esp_err_t esp_pthread_set_cfg(const esp_pthread_cfg_t* config) {
    if (config->stack_size < PTHREAD_STACK_MIN) {
        return ESP_ERR_INVALID_ARG;
    }
    if (config->stack_alloc_caps != 0 && (config->stack_alloc_caps & MALLOC_CAP_8BIT) == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    posix::Keyed* const keyed = posix::make_keyed();
    if (keyed == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    if (keyed->config == nullptr) {
        keyed->config = static_cast<esp_pthread_cfg_t*>(malloc(sizeof *config));
    }
    if (keyed->config == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    *keyed->config = *config;
    return ESP_OK;
}

esp_err_t esp_pthread_get_cfg(esp_pthread_cfg_t* config) {
    const posix::Keyed* const keyed = posix::keyed_of_present();
    if (keyed == nullptr || keyed->config == nullptr) {
        *config = {};
        return ESP_ERR_NOT_FOUND;
    }
    *config = *keyed->config;
    return ESP_OK;
}

int pthread_create(pthread_t* made, const pthread_attr_t* attributes, posix::Run function, void* argument) noexcept {
    posix::Thread* const thread = posix::make_thread(function, argument);
    if (thread == nullptr) {
        return ENOMEM;
    }
    posix::Plan plan;
    if (esp_pthread_get_cfg(&thread->start->config) == ESP_OK) {
        plan = posix::planned(thread->start->config);
    }
    if (attributes != nullptr) {
        plan.stack_bytes = posix::parts_of(attributes).stack_bytes;
        thread->is_detached = posix::parts_of(attributes).state == PTHREAD_CREATE_DETACHED;
    }
    // It must be known before it runs, which it may do at once.
    oceanhil::machine::tasks_hold();
    const BaseType_t done =
        xTaskCreatePinnedToCore(posix::run, plan.name, static_cast<uint32_t>(plan.stack_bytes), thread->start,
                                plan.priority, &thread->task, plan.core);
    if (done == pdPASS) {
        thread->next = posix::threads;
        posix::threads = thread;
        *made = reinterpret_cast<pthread_t>(thread);
    } else {
        free(thread->start);
        free(thread);
    }
    oceanhil::machine::tasks_release();
    return done == pdPASS ? 0 : ENOMEM;
}

int pthread_join(pthread_t joined, void** result) {
    posix::Thread* const thread = posix::known(joined);
    const int error = posix::obstacle(thread);
    void* found = nullptr;
    if (error == 0) {
        thread->joiner = oceanhil::present_task();
        oceanhil::wait_for(thread, portMAX_DELAY, [thread] { return thread->has_ended; });
        found = thread->result;
        const TaskHandle_t task = thread->task;
        posix::forget(thread);
        vTaskDelete(task);
    }
    if (result != nullptr) {
        *result = found;
    }
    return error;
}

int pthread_detach(pthread_t detached) noexcept {
    posix::Thread* const thread = posix::known(detached);
    if (thread == nullptr) {
        return ESRCH;
    }
    if (thread->is_detached || thread->joiner != nullptr) {
        return EINVAL;
    }
    thread->is_detached = true;
    if (thread->has_ended) {
        const TaskHandle_t task = thread->task;
        posix::forget(thread);
        vTaskDelete(task);
    }
    return 0;
}

void pthread_exit(void* result) { posix::end(result); }

// Declared as returning by ESP-IDF, too, though nothing is ever cancelled.
int pthread_cancel(pthread_t) { return ENOSYS; }

// NOLINTBEGIN(bugprone-reserved-identifier): the ABI and the linker give these names.
int __cxa_thread_atexit(void (*destroy)(void*), void* object, void*) noexcept {
    posix::Keyed* const keyed = posix::make_keyed();
    auto* const late = keyed == nullptr ? nullptr : static_cast<posix::Late*>(malloc(sizeof(posix::Late)));
    if (late == nullptr) {
        return -1;
    }
    *late = {keyed->late, destroy, object};
    keyed->late = late;
    return 0;
}

pthread_t __wrap_pthread_self() {
    const posix::Thread* const self = posix::thread_of(oceanhil::present_task());
    if (self == nullptr) {
        oceanhil::machine::crash_of_assertion(583, "pthread.c", "pthread_self",
                                              "false && \"Failed to find current thread ID!\"");
    }
    return reinterpret_cast<pthread_t>(self);
}

int __wrap_pthread_attr_init(pthread_attr_t* attributes) {
    if (attributes == nullptr) {
        return EINVAL;
    }
    memset(attributes, 0, sizeof *attributes);
    posix::parts_of(attributes) = {CONFIG_PTHREAD_TASK_STACK_SIZE_DEFAULT, PTHREAD_CREATE_JOINABLE};
    return 0;
}

int __wrap_pthread_attr_destroy(pthread_attr_t* attributes) { return __wrap_pthread_attr_init(attributes); }

int __wrap_pthread_attr_setstacksize(pthread_attr_t* attributes, size_t bytes) {
    if (attributes == nullptr || bytes < PTHREAD_STACK_MIN) {
        return EINVAL;
    }
    posix::parts_of(attributes).stack_bytes = bytes;
    return 0;
}

int __wrap_pthread_attr_getstacksize(const pthread_attr_t* attributes, size_t* bytes) {
    *bytes = posix::parts_of(attributes).stack_bytes;
    return 0;
}

int __wrap_pthread_attr_setdetachstate(pthread_attr_t* attributes, int state) {
    if (attributes == nullptr || (state != PTHREAD_CREATE_DETACHED && state != PTHREAD_CREATE_JOINABLE)) {
        return EINVAL;
    }
    posix::parts_of(attributes).state = state;
    return 0;
}

int __wrap_pthread_attr_getdetachstate(const pthread_attr_t* attributes, int* state) {
    *state = posix::parts_of(attributes).state;
    return 0;
}

int __wrap_pthread_key_create(pthread_key_t* made, void (*drop)(void*)) {
    auto* const key = static_cast<posix::Key*>(malloc(sizeof(posix::Key)));
    if (key == nullptr) {
        return ENOMEM;
    }
    *key = {posix::keys, ++posix::last_key, drop};
    posix::keys = key;
    *made = key->number;
    return 0;
}

int __wrap_pthread_key_delete(pthread_key_t number) {
    posix::Key** place = &posix::keys;
    while (*place != nullptr && (*place)->number != number) {
        place = &(*place)->next;
    }
    posix::Key* const found = *place;
    if (found != nullptr) {
        *place = found->next;
        free(found);
    }
    return 0;
}

int __wrap_pthread_setspecific(pthread_key_t key, const void* value) {
    posix::Keyed* const keyed = posix::key_of(key) == nullptr ? nullptr : posix::make_keyed();
    if (keyed == nullptr) {
        return posix::key_of(key) == nullptr ? ENOENT : ENOMEM;
    }
    posix::Value* found = posix::value_of(keyed, key);
    if (found == nullptr && value != nullptr) {
        found = static_cast<posix::Value*>(malloc(sizeof(posix::Value)));
        if (found == nullptr) {
            return ENOMEM;
        }
        *found = {keyed->values, key, nullptr};
        keyed->values = found;
    }
    if (found != nullptr) {
        found->value = const_cast<void*>(value);
    }
    return 0;
}

void* __wrap_pthread_getspecific(pthread_key_t key) {
    const posix::Value* const found = posix::value_of(posix::keyed_of_present(), key);
    return found == nullptr ? nullptr : found->value;
}
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"

#endif
