"""`python -m bench.flash_power_cut`: the storage figures alone; exit code 1 if one misses its goal."""

import sys

from rich.console import Console

from bench.storage import measure


def main() -> None:
    console, missed = Console(), False
    for row in measure(quick="--quick" in sys.argv[1:]):
        console.print(f"{row.name:50} {row.value:12,.2f} {row.unit:4} {row.how}", soft_wrap=True)
        missed = missed or row.reached is False
    sys.exit(missed)


if __name__ == "__main__":
    main()
