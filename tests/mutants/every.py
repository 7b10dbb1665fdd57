"""Every mutant that the library of scenarios must see."""

from tests.mutants import (
    answer_mutants,
    board_mutants,
    device_mutants,
    network_mutants,
    output_mutants,
    server_mutants,
    service_mutants,
    storage_mutants,
    time_mutants,
)

MUTANTS = [
    *server_mutants.MUTANTS.all,
    *device_mutants.MUTANTS.all,
    *network_mutants.MUTANTS.all,
    *time_mutants.MUTANTS.all,
    *answer_mutants.MUTANTS.all,
    *output_mutants.MUTANTS.all,
    *storage_mutants.MUTANTS.all,
    *board_mutants.MUTANTS.all,
    *service_mutants.RULES.all,
    *service_mutants.CURES.all,
    *service_mutants.HABITS.all,
]
