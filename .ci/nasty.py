"""Names that break careless programs, through the job and back.

    nasty.py make FOLDER         writes conversations whose ids, queues, agents and file names are such names
    nasty.py check FOLDER        reads FOLDER/out with DuckDB and pyarrow and compares
"""

import json
import pathlib
import sys

import duckdb
import pyarrow.parquet as pq

NAMES = [
    "plain", " leading and trailing ", "a/b", "..", "../../etc/passwd", "a\\b", "dt=2026-01-01", "a=b&c=d", "%2F%00", "50%",
    "it's", 'say "hi"', "semi;colon", "-- comment", "null", "NULL", "NaN", "true", "0", "-0", "1e309", "__HIVE_DEFAULT_PARTITION__",
    "=1+1", "@cmd", "tab\there", "line\nbreak", "zero\u200bwidth", "e\u0301 and é", "\u202eright to left", "表情😀与𠮷", "*?[a-z]", "$HOME `id` $(id)",
    "x" * 1000, "CON", "nul.txt", ".hidden",
]


def records():
    for i, name in enumerate(NAMES):
        yield {
            "id": f"{name}", "channel": "chat", "queue": name, "agent": {"id": name, "name": name, "team": name},
            "turns": [{"role": "customer", "text": name}, {"role": "agent", "text": f"您好{name}"}],
        }


def make(folder):
    inputs = folder / "nasty-in"
    inputs.mkdir()
    for i, record in enumerate(records()):
        # What no file system takes as a name is left to the fields.
        stem = "".join("_" if c in '/\n\0' else c for c in record["id"])[:100].lstrip(".") or f"dots{i}"
        (inputs / f"{stem}.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")


def check(folder):
    files = f"{folder}/nasty-out/interactions/*/*.parquet"
    want = sorted(NAMES)
    columns = "interaction_id, queue, agent_id, agent_name, team"
    rows = duckdb.sql(f"select {columns} from read_parquet('{files}', hive_partitioning = true)").fetchall()
    table = pq.read_table(f"{folder}/nasty-out/interactions").to_pylist()
    texts = duckdb.sql(f"select text from '{folder}/nasty-out/turns/*/*.parquet' where role = 'customer'").fetchall()
    for i, column in enumerate(columns.split(", ")):
        for reader, got in (("DuckDB", [r[i] for r in rows]), ("pyarrow", [r[column] for r in table])):
            if sorted(got) != want:
                sys.exit(f"nasty: {column} read by {reader} differs: {sorted(set(got) ^ set(want))}")
    if sorted(t[0] for t in texts) != want:
        sys.exit("nasty: texts differ")
    print(f"{len(NAMES)} nasty names round-trip")


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
