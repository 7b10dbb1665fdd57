/// Which edges of its code a program goes over, in a library that is built for it (-fsanitize-coverage=trace-pc and
/// OCEANREMOTE_EDGES): the compiler calls in at the beginning of every basic block, and two of them in a row are an edge.
/// Any other library has the same functions, and sees none.
#ifndef OCEANREMOTE_HOST_EDGE_WATCH_H
#define OCEANREMOTE_HOST_EDGE_WATCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What was gone over since it was forgotten last, each edge once, by numbers in the order in which they came first. A
/// number is the same in every process that has loaded this library; two edges may share one.
typedef struct or_edges {
    uint32_t count;
    uint16_t numbers[65536];
} or_edges;

/// Whether this library looks at them.
int32_t or_edges_are_watched(void);
/// Where they are noted.
const or_edges* or_edges_seen(void);
/// Forgets all of them.
void or_edges_forget(void);
/// A program begins anew, or goes on: what came before is no edge to what comes now.
void or_edges_begin_step(void);

#ifdef __cplusplus
}
#endif

#endif
