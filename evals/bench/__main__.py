"""Run the suite or some of its groups, record the budget, or measure `scale` with the sizes of its libraries."""

import sys

from evals.bench import scale, suite
from evals.bench.figures import GROUPS

USAGE = f"usage: python -m evals.bench [{' | '.join(GROUPS)}]… | budget | scale [PASSAGES…]"


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    match arguments:
        case ["budget"]:
            suite.record_budget()
        case ["scale", *sizes] if all(size.isdecimal() and int(size) for size in sizes):
            scale.main([int(size) for size in sizes] or scale.SIZES)
        case names if set(names) <= set(GROUPS):
            suite.run(names or list(GROUPS))
        case _:
            sys.exit(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
