"""`python3 -m engine`: the environment, the engine, the stacks. What is there already is left alone."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this runs on whatever `python3` is
    sys.exit(
        "Python 3.11 or newer is needed, this is {}.{}: try `make setup PYTHON=python3.12`.".format(*sys.version_info)
    )

import argparse
import signal
from collections.abc import Sequence

from engine import cache, choose, environment, pins, stacks
from engine.problem import Problem
from engine.say import say


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what it started and left unfinished goes too
    try:
        if options.status:
            say(RECORD.read_text().rstrip() if RECORD.exists() else "{}")
            return 0
        with cache.locked(LOCK, "Another set-up of this checkout is running; waiting for it."):
            set_up(options.stack, ("run", *options.group), this_python=options.this_python)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; run it again to go on.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"{error.filename or 'A file'} could not be used ({error.strerror or error}).", file=sys.stderr)
        return 1
    return 0


def set_up(stack: str, groups: Sequence[str], *, this_python: bool) -> None:
    environment.ensure(groups, this_python=this_python)
    chosen = choose.choose(environment.bin_folder())
    news = choose.record(chosen, RECORD)
    stacks.ensure(stack)
    if news:
        say(chosen.sentence())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m engine", description=__doc__)
    parser.add_argument("--stack", default="dev", help="the stack that must be there afterwards")
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        choices=environment.known_groups(),
        help="install these packages, too",
    )
    parser.add_argument("--this-python", action="store_true", help="do not keep a .venv that another Python made")
    parser.add_argument("--status", action="store_true", help="only print, as JSON, which engine was chosen and why")
    return parser.parse_args()


RECORD = pins.VENV / "engine.json"
LOCK = pins.ROOT / ".aep" / "setup.lock"

if __name__ == "__main__":
    sys.exit(main())
