// Facts of chips and cores: `python -m tools.tables` writes this file from protocol/facts.
// clang-format off
#ifndef OCEANHIL_MACHINE_BOARD_FACTS_H
#define OCEANHIL_MACHINE_BOARD_FACTS_H

namespace oceanhil::machine::facts {

constexpr int kSntpIntervalEsp32S = 10800;
constexpr int kSntpIntervalEsp8266S = 3600;
constexpr int kSntpIntervalPicoS = 3600;
constexpr int kSntpShortestIntervalS = 15;
constexpr int kSntpAnswerS = 15;
constexpr int kSntpRetryS = 15;
constexpr int kSntpLongestRetryS = 150;
constexpr int kLastYearUnset = 2016;
constexpr int kTaskWatchdogS = 5;
constexpr int kInterruptWatchdogMs = 300;
constexpr int kMbedGeneric = -1;
constexpr int kMbedUntrusted = -9984;
constexpr int kMbedUnreadable = -8576;
constexpr int kMbedUnreadableKey = -15616;
constexpr int kMbedAlert = -30592;
constexpr int kMbedNoRecord = -29184;
constexpr int kBearExpired = 54;
constexpr int kBearNotTrusted = 62;
constexpr int kBearReceivedAlert = 256;
constexpr const char* kTaskWatchdog = "Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:";
constexpr const char* kTaskWatchdogTask = " - %s (CPU %d)";
constexpr const char* kTaskWatchdogTasks = "Tasks currently running:";
constexpr const char* kTaskWatchdogRuns = "CPU %d: %s";

}  // namespace oceanhil::machine::facts

#endif
// clang-format on
