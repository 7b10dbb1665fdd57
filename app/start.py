"""Where the command `oceanhil` begins: Ctrl-C while it still loads ends it as it ends it later."""

import sys


def main() -> None:
    """Load the command line and run it; what comes before is too little for anybody to interrupt."""
    try:
        from oceanhil.app.commands import main as command_line
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        raise SystemExit(2) from None
    command_line()


if __name__ == "__main__":
    main()
