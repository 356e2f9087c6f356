"""Run the suite or some of its groups, record the budget, or measure `scale` with sizes and quantisations."""

import sys
from typing import get_args

from evals.bench import scale, suite
from evals.bench.figures import GROUPS
from ingest.embedded_store import Quantisation

USAGE = (
    f"usage: python -m evals.bench [{' | '.join(GROUPS)}]… | budget | "
    f"scale [PASSAGES…] [{' | '.join(get_args(Quantisation))}…]"
)


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    match arguments:
        case ["budget"]:
            suite.record_budget()
        case ["scale", *rest]:
            quantisations = [name for name in get_args(Quantisation) if name in rest]
            sizes = [int(size) for size in rest if size.isdecimal() and int(size)]
            if len(quantisations) + len(sizes) != len(rest):
                sys.exit(USAGE)
            scale.main(sizes or scale.SIZES, quantisations or get_args(Quantisation))
        case names if set(names) <= set(GROUPS):
            suite.run(names or list(GROUPS))
        case _:
            sys.exit(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
