"""The job in SQL, with DuckDB and regular expressions: see score.sql.

    score.py INPUT OUT [--counts FILE]

INPUT is a folder of the program phrases. Of the counts, only those of turns are
known: a regular expression does not find phrases that overlap.
"""

import argparse
import json
import pathlib
import re

import duckdb

# E-mail addresses, identity cards, bank cards, mobile and landline numbers.
PERSONAL = r"[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|\b(\d{17}[\dx]|\d{16,19}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})\b"


def expression(phrases_of):
    """The words of an act in a text, or null, as SQL. The longest phrases come first, so that they are found."""
    phrases = sorted(phrases_of["Phrases"], key=len, reverse=True)
    pattern = "|".join(re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", p) for p in phrases).replace("'", "''")
    return (f"CASE WHEN regexp_matches(text, '{pattern}') "
            f"THEN {{act: '{phrases_of['Act']}', words: regexp_extract_all(text, '{pattern}')}} END")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("input", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--counts", type=pathlib.Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    lists = json.loads((args.input / "rules.json").read_text())["Lists"]
    template = pathlib.Path(__file__).with_name("score.sql").read_text()
    acts = "[" + ",\n".join(expression(each) for each in lists) + "]"
    db = duckdb.connect()
    db.execute(template.format(input=args.input, out=args.out, acts=acts, personal=PERSONAL))
    if args.counts:
        found = dict(db.execute("SELECT f.act, count(*) FROM (SELECT unnest(found) AS f FROM turns) GROUP BY ALL").fetchall())
        args.counts.write_text("".join(f"{each['Act']}\t{found.get(each['Act'], 0)}\n" for each in lists))
