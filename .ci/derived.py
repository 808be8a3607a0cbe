"""Reads the derived tables with DuckDB and pyarrow, and counts them again.

usage: derived.py FOLDER QUERIES, where FOLDER/out is a dataset with aggregates.
"""
import hashlib
import json
import os
import pathlib
import sys

import duckdb
import pyarrow.parquet as pq


def check(holds, message):
    if not holds:
        sys.exit(f"derived: {message}")


def read(out, db, manifest):
    """Reads the tables of a set with both programs and compares them."""
    for table in manifest["tables"]:
        paths = [out / f["path"] for f in table["files"]]
        mine = []
        for path, info in zip(paths, table["files"]):
            check(hashlib.sha256(path.read_bytes()).hexdigest() == info["sha256"], f"{path}: sha256")
            mine += pq.ParquetFile(path).read().to_pylist()
        db.execute(f"CREATE TABLE {table['table']} AS SELECT * FROM read_parquet($paths, hive_partitioning = false)", {"paths": [str(p) for p in paths]})
        theirs = db.sql(f"SELECT * FROM {table['table']} ORDER BY rowid").to_arrow_table().to_pylist()
        check(len(mine) == len(theirs) == table["rows"], f"{table['table']}: rows {len(mine)}, {len(theirs)}, {table['rows']}")
        for i, (a, b) in enumerate(zip(mine, theirs)):
            check(a == b, f"{table['table']} row {i}: pyarrow {a} DuckDB {b}")
            check(a["run_id"] == manifest["run_id"], f"{table['table']} row {i}: run_id")
        print(f"{table['table']}: {table['rows']} rows, DuckDB and pyarrow agree")


def same(db, what, derived, counted):
    """Checks that two queries give the same rows."""
    a, b = db.execute(derived).fetchall(), db.execute(counted).fetchall()
    check(a, f"{what}: nothing to compare")
    check(a == b, f"{what}: {[(x, y) for x, y in zip(a, b) if x != y][:3]} of {len(a)} and {len(b)} rows")


def count(db, out, date):
    """Counts the derived tables again, in SQL."""
    for table in ("interactions", "items", "turns"):
        db.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{out}/{table}/dt={date}/*.parquet', hive_partitioning = false)")
    same(db, "agents_daily",
         "SELECT team, agent_id, channel, queue, interactions, scored, round(score_sum, 4), fatal, angry, complaints, pending, unresolved, chars,"
         " handle_n, handle_ms, first_reply_n, first_reply_ms, first_reply_max_ms, silence_ms FROM agents_daily ORDER BY ALL",
         "SELECT team, agent_id, channel, queue, count(*), count(score_final) FILTER (status = 'scored'),"
         " round(coalesce(sum(score_final) FILTER (status = 'scored'), 0), 4), count(*) FILTER (fatal), count(*) FILTER (customer_emotion = 'anger'),"
         " count(*) FILTER (intent = 'complaint'), count(*) FILTER (resolution = 'pending'), count(*) FILTER (resolution = 'unresolved'), sum(chars),"
         " count(duration_ms), coalesce(sum(duration_ms), 0), count(first_reply_ms), coalesce(sum(first_reply_ms), 0), max(first_reply_ms),"
         " coalesce(sum(silence_ms), 0) FROM interactions GROUP BY ALL ORDER BY ALL")
    same(db, "agents_daily.items",
         "SELECT agent_id, channel, queue, i.item_id, i.evaluated, i.failed FROM (SELECT agent_id, channel, queue, unnest(items) AS i FROM agents_daily) ORDER BY ALL",
         "SELECT agent_id, channel, queue, item_id, count(*) FILTER (verdict IN ('pass', 'fail')) AS n, count(*) FILTER (verdict = 'fail')"
         " FROM items JOIN interactions USING (interaction_id) GROUP BY ALL HAVING n > 0 ORDER BY ALL")
    words = "SELECT interaction_id, role, intent, unnest(tokens) AS term FROM turns JOIN interactions USING (interaction_id)"
    same(db, "terms_daily",
         "SELECT role, term, intent, interactions, occurrences FROM terms_daily ORDER BY ALL",
         f"SELECT role, term, intent, count(DISTINCT interaction_id), count(*) FROM ({words})"
         " SEMI JOIN terms_daily USING (role, term) GROUP BY ALL ORDER BY ALL")
    same(db, "repeat_contacts",
         "SELECT customer_id, on_date, complaints FROM repeat_contacts ORDER BY ALL",
         "SELECT customer_id, count(*) AS n, count(*) FILTER (intent = 'complaint' OR service_complaint)"
         " FROM interactions WHERE customer_id IS NOT NULL GROUP BY ALL HAVING n > 1 ORDER BY ALL")


def main(folder, queries):
    out = pathlib.Path(folder, "out").resolve()
    queries = pathlib.Path(queries).resolve()
    names = sorted((out / "_manifests" / "aggregates").glob("dt=*.json"))
    check(len(names) == 1, f"{len(names)} manifests of aggregates, want one")
    manifest = json.loads(names[0].read_text(encoding="utf-8"))
    for source in manifest["sources"]:
        path = out / "_manifests" / f"dt={source['date']}.json"
        check(hashlib.sha256(path.read_bytes()).hexdigest() == source["manifest_sha256"], f"{path} is not the source that is named")
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    read(out, db, manifest)
    count(db, out, manifest["date"])
    os.chdir(folder)  # queries read out/...
    for file in sorted(queries.glob("*.sql")):
        result = duckdb.connect().execute(file.read_text(encoding="utf-8")).fetchall()
        check(result, f"{file.name} returns nothing")
        print(f"{file.name}: {len(result)} rows, the first {result[0]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
