"""Threads of POSIX and of C++ on an ESP32: they are tasks of its FreeRTOS, and wait in the board's time."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, bench, lines_of, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_OF_CPP: Final = (
    "atomic barrier chrono condition_variable future latch memory mutex semaphore shared_mutex stdexcept thread"
    " pthread.h semaphore.h esp_pthread.h"
)
_MS: Final = "using std::chrono::milliseconds;\n"


def of_cpp(body: str, before: str = "", seconds: float = 2) -> list[str]:
    """Run `body` as the setup of an ESP32's sketch that knows the threads of C++."""
    return alone(Board.ESP32, _OF_CPP, body, _MS + before, seconds)


def test_a_thread_runs_beside_the_loop_and_is_joined_in_the_boards_time() -> None:
    body = r"""
        const unsigned long since = millis();
        std::thread worker([] {
            std::this_thread::sleep_for(milliseconds(300));
            Serial.println("worked");
        });
        Serial.println("waits");
        worker.join();
        Serial.println((millis() - since) / 10);
    """
    assert of_cpp(body) == ["waits", "worked", "30"]


def test_a_thread_is_a_task_with_the_cores_defaults_and_leaves_no_memory_taken() -> None:
    body = r"""
        Serial.println(uxTaskGetNumberOfTasks());
        std::thread([] {}).join();
        const size_t before = ESP.getFreeHeap();
        std::thread([before] {
            const size_t taken = before - ESP.getFreeHeap();
            Serial.printf("%s %u ", pcTaskGetName(nullptr), uxTaskPriorityGet(nullptr));
            Serial.println(taken > 2048 && taken < 2600);
        }).join();
        Serial.println(before == ESP.getFreeHeap());
    """
    assert of_cpp(body) == ["1", "pthread 5 1", "1"]


def test_threads_that_yield_take_turns() -> None:
    before = r"""
        static void count(char name) {
            for (int each = 0; each < 3; ++each) {
                Serial.write(name);
                std::this_thread::yield();
            }
        }
    """
    body = r"""
        vTaskPrioritySet(nullptr, 10);
        std::thread first(count, 'a'), second(count, 'b');
        first.join();
        second.join();
        Serial.println();
    """
    assert of_cpp(body, before) == ["ababab"]


def test_a_condition_is_waited_for_without_the_lock_and_no_longer_than_said() -> None:
    body = r"""
        static std::mutex lock;
        static std::condition_variable told;
        static bool is_ready = false;
        unsigned long since = millis();
        {
            std::unique_lock<std::mutex> held(lock);
            const bool came = told.wait_for(held, milliseconds(250), [] { return is_ready; });
            Serial.printf("%d %lu %d\n", came, (millis() - since) / 10, held.owns_lock());
        }
        std::thread teller([] {
            std::this_thread::sleep_for(milliseconds(100));
            const std::lock_guard<std::mutex> held(lock);
            is_ready = true;
            told.notify_one();
        });
        since = millis();
        std::unique_lock<std::mutex> held(lock);
        told.wait(held, [] { return is_ready; });
        Serial.println((millis() - since) / 10);
        held.unlock();
        teller.join();
        held.lock();
        Serial.println(told.wait_until(held, std::chrono::system_clock::now() + milliseconds(30)) ==
                       std::cv_status::timeout);
    """
    assert of_cpp(body) == ["0 25 1", "10", "1"]


@pytest.mark.parametrize(("what", "is_locked", "order"), [("told.wait(held)", False, "abc"), ("", True, "cab")])
def test_a_condition_calls_who_waits_longest_and_a_lock_who_is_most_urgent(
    what: str, is_locked: bool, order: str
) -> None:
    before = f"""
        static std::mutex lock;
        static std::condition_variable told;
        static void await(char name) {{
            std::unique_lock<std::mutex> held(lock);
            {what};
            Serial.write(name);
        }}
    """
    body = r"""
        vTaskPrioritySet(nullptr, 12);
        esp_pthread_cfg_t config = esp_pthread_get_default_config();
        std::thread waiting[3];
        if (is_locked) lock.lock();
        for (int each = 0; each < 3; ++each) {
            delay(10);
            config.prio = each == 2 ? 9 : 6;
            esp_pthread_set_cfg(&config);
            waiting[each] = std::thread(await, 'a' + each);
        }
        delay(10);
        if (is_locked) lock.unlock();
        delay(10);
        for (int each = 0; each < 3; ++each) {
            told.notify_one();
            delay(10);
        }
        for (auto& each : waiting) each.join();
        Serial.println();
    """
    assert of_cpp(body, f"{before}\nconst bool is_locked = {str(is_locked).lower()};\n") == [order]


def test_locks_know_one_task_from_another() -> None:
    """To the C library of this machine all tasks are one thread, which would hold a lock twice."""
    body = r"""
        static std::recursive_mutex again;
        static std::timed_mutex patient;
        static std::shared_mutex shared;
        const std::lock_guard<std::recursive_mutex> first(again), second(again);
        const std::lock_guard<std::timed_mutex> held(patient);
        shared.lock_shared();
        std::thread([] {
            const unsigned long since = millis();
            Serial.printf("%d ", again.try_lock());
            Serial.printf("%d ", patient.try_lock_for(milliseconds(80)));
            Serial.printf("%lu ", (millis() - since) / 10);
            Serial.printf("%d %d\n", shared.try_lock(), shared.try_lock_shared());
        }).join();
    """
    assert of_cpp(body) == ["0 0 8 0 1"]


def test_a_lock_lends_its_holder_the_priority_of_who_waits() -> None:
    body = r"""
        static std::mutex lock;
        lock.lock();
        std::thread urgent([] { const std::lock_guard<std::mutex> held(lock); });
        Serial.printf("%u ", uxTaskPriorityGet(nullptr));
        lock.unlock();
        Serial.printf("%u\n", uxTaskPriorityGet(nullptr));
        urgent.join();
    """
    assert of_cpp(body) == ["5 1"]


def test_what_is_asynchronous_is_waited_for_in_the_boards_time() -> None:
    body = r"""
        const unsigned long since = millis();
        auto sum = std::async(std::launch::async, [] { delay(200); return 42; });
        Serial.printf("%d ", sum.wait_for(milliseconds(50)) == std::future_status::timeout);
        Serial.printf("%d ", sum.get());
        Serial.printf("%lu ", (millis() - since) / 10);
        std::promise<void> promise;
        std::future<void> kept = promise.get_future();
        std::thread([&promise] {
            delay(10);
            promise.set_exception(std::make_exception_ptr(std::runtime_error("no")));
        }).detach();
        try {
            kept.get();
        } catch (const std::exception& error) {
            Serial.println(error.what());
        }
    """
    assert of_cpp(body) == ["1 42 20 no"]


def test_semaphores_latches_barriers_and_atomics_wait_for_tasks() -> None:
    """A barrier asks for the name of a thread, which the loop has not."""
    before = r"""
        static std::counting_semaphore<4> tokens(0);
        static std::latch all(2);
        static std::barrier both(2);
        static std::atomic<int> number = 0;
        static sem_t posix;
        static void work() {
            all.count_down();
            delay(20);
            tokens.release();
            both.arrive_and_wait();
            number = 7;
            number.notify_all();
            delay(20);
            sem_post(&posix);
        }
        static void wait() {
            all.arrive_and_wait();
            Serial.printf("%d ", tokens.try_acquire_for(milliseconds(5)));
            tokens.acquire();
            both.arrive_and_wait();
            number.wait(0);
            Serial.printf("%d %d ", number.load(), sem_trywait(&posix));
            Serial.printf("%d\n", sem_wait(&posix));
        }
    """
    body = r"""
        sem_init(&posix, 0, 0);
        std::thread worker(work), waiter(wait);
        worker.join();
        waiter.join();
    """
    assert of_cpp(body, before) == ["0 7 -1 0"]


def test_a_variable_of_a_thread_is_each_tasks_own_and_ends_with_it() -> None:
    before = r"""
        struct Told {
            const char* name = "none";
            ~Told() { Serial.printf("%s ends\n", name); }
        };
        static thread_local int turns = 10;
        static thread_local Told told;
    """
    body = r"""
        turns = 1;
        std::thread([] {
            told.name = "worker";
            Serial.println(++turns);
            delay(20);
            Serial.println(++turns);
        }).detach();
        delay(10);
        Serial.println(++turns);
        delay(20);
    """
    assert of_cpp(body, before) == ["11", "2", "12", "worker ends"]


def test_a_variable_of_a_thread_begins_anew_with_each_boot() -> None:
    sketch = r"""
        static thread_local int boots = 0;
        void setup() { Serial.println(++boots); }
    """
    with bench(Board.ESP32, sketch + LOOP) as running:
        running.run(1)
        running.device.power_off()
        running.device.power_on()
        assert running.run(1) == ["1", "1"]


def test_a_variable_of_a_function_is_made_once_though_making_it_waits() -> None:
    before = r"""
        struct Slow { Slow() { delay(50); Serial.println("made"); } };
        static void use(char name) {
            static Slow slow;
            Serial.println(name);
        }
    """
    body = r"""
        std::thread first(use, 'a'), second(use, 'b');
        first.join();
        second.join();
    """
    assert of_cpp(body, before) == ["made", "a", "b"]


def test_threads_of_posix_give_results_and_refuse_as_esp_idf_does() -> None:
    before = r"""
        static pthread_key_t key;
        static void* work(void* number) {
            pthread_setspecific(key, number);
            delay(10);
            Serial.printf("%d ", pthread_getspecific(key) == number);
            return (void*)((int)number + 1);
        }
    """
    body = r"""
        pthread_key_create(&key, [](void* value) { Serial.printf("(%d) ", (int)value); });
        pthread_t thread;
        Serial.printf("%d ", pthread_create(&thread, nullptr, work, (void*)41));
        void* result = nullptr;
        Serial.printf("%d ", pthread_join(thread, &result));
        Serial.printf("%d %d ", (int)result, pthread_join(thread, nullptr) == ESRCH);
        pthread_attr_t attributes;
        size_t bytes;
        pthread_attr_init(&attributes);
        pthread_attr_getstacksize(&attributes, &bytes);
        Serial.printf("%u %d ", bytes, pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN - 1) == EINVAL);
        Serial.printf("%d ", pthread_attr_setstacksize(&attributes, 4096));
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        pthread_create(&thread, &attributes, work, (void*)7);
        Serial.printf("%d %d ", pthread_join(thread, nullptr) == EDEADLK, pthread_detach(thread) == EINVAL);
        delay(50);
        Serial.printf("%d\n", pthread_join(thread, nullptr) == ESRCH);
    """
    assert of_cpp(body, before) == ["0 1 (41) 0 42 1 2048 1 0 1 1 1 (7) 1"]


def test_threads_begin_as_their_creator_has_said() -> None:
    body = r"""
        esp_pthread_cfg_t config;
        Serial.printf("%d ", esp_pthread_get_cfg(&config) == ESP_ERR_NOT_FOUND);
        config = esp_pthread_get_default_config();
        Serial.printf("%u %u %d ", config.stack_size, config.prio, config.inherit_cfg);
        config.stack_size = PTHREAD_STACK_MIN - 1;
        Serial.printf("%x ", esp_pthread_set_cfg(&config));
        config.stack_size = 4096;
        config.prio = 7;
        config.thread_name = "named";
        config.inherit_cfg = true;
        config.pin_to_core = 0;
        Serial.printf("%x\n", esp_pthread_set_cfg(&config));
        auto tell = [] {
            Serial.printf("%s %u %d %d\n", pcTaskGetName(nullptr), uxTaskPriorityGet(nullptr),
                          xTaskGetCoreID(nullptr), uxTaskGetStackHighWaterMark(nullptr) > 2100);
        };
        std::thread([tell] {
            tell();
            std::thread(tell).join();
        }).join();
    """
    assert of_cpp(body) == ["1 2048 5 0 102 0", "named 7 0 1", "named 7 0 1"]


def test_threads_have_names_of_their_own_and_the_loop_is_none() -> None:
    """By POSIX Threads Support of ESP-IDF `pthread_self` fails in a task that is no thread of POSIX."""
    sketch = sketch_of(
        _OF_CPP,
        r"""
        std::thread::id first;
        std::thread one([&first] { first = std::this_thread::get_id(); delay(10); });
        Serial.printf("%d ", first == one.get_id());
        std::thread two([&first] { Serial.printf("%d\n", first == std::this_thread::get_id()); });
        one.join();
        two.join();
        Serial.println(std::this_thread::get_id() == first);
        """,
    )
    lines = lines_of(Board.ESP32, sketch, 0.5)
    assert lines[0] == "1 0"
    assert 'assert failed: pthread_self pthread.c:583 (false && "Failed to find current thread ID!")' in lines


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("lock.unlock();", 'pthread_mutex_unlock pthread.c:808 (false && "Failed to unlock mutex!")'),
        (
            "std::thread holder([] { lock.lock(); delay(1000); }); delay(10); lock.unlock();",
            "xTaskPriorityDisinherit tasks.c:5156 (pxTCB == pxCurrentTCBs[ xPortGetCoreID() ])",
        ),
        (
            "pthread_exit(nullptr);",
            'pthread_exit pthread.c:527 (false && "Failed to find pthread for current task!")',
        ),
    ],
)
def test_what_fails_in_a_lock_or_a_thread_says_what_the_core_says(body: str, text: str) -> None:
    lines = lines_of(Board.ESP32, sketch_of(_OF_CPP, "static std::mutex lock; " + body), 0.5)
    assert f"assert failed: {text}" in lines


def test_a_thread_for_which_there_is_no_memory_is_an_exception() -> None:
    body = r"""
        esp_pthread_cfg_t config = esp_pthread_get_default_config();
        config.stack_size = 1000000;
        esp_pthread_set_cfg(&config);
        try {
            std::thread([] {}).join();
        } catch (const std::system_error& error) {
            Serial.println(error.code().value() == ENOMEM);
        }
    """
    assert of_cpp(body) == ["1"]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_a_core_without_threads_says_so_when_a_sketch_is_compiled(board: Board) -> None:
    sketch = sketch_of("thread", "std::thread([] {}).join();")
    with pytest.raises(SketchError, match="'std::thread' is used"):
        program(board, sketch)
    sketch = sketch_of("pthread.h", "pthread_t begun;\npthread_create(&begun, nullptr, nullptr, nullptr);")
    with pytest.raises(SketchError, match="this core has no threads"):
        program(board, sketch)
