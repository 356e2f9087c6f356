"""Run the benchmarks: `answering` (the default), or `scale` with the sizes of its libraries."""

import sys

from evals.bench import answering, scale

USAGE = "usage: python -m evals.bench [answering | scale [PASSAGES…]]"


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    match arguments:
        case [] | ["answering"]:
            answering.main()
        case ["scale", *sizes] if all(size.isdecimal() and int(size) for size in sizes):
            scale.main([int(size) for size in sizes] or scale.SIZES)
        case _:
            sys.exit(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
