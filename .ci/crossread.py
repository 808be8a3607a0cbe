"""Reads a dataset with DuckDB and pyarrow, and holds the two against each other,
against the manifest and against the contract of docs/tables.md.

    crossread.py FOLDER QUERIES

FOLDER holds a dataset named out; QUERIES is a folder of .sql files that read
out/... and must return rows. Exits with a message at the first thing wrong.
"""

import hashlib
import json
import os
import pathlib
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

TABLES = ["interactions", "items", "hits", "turns", "rejects", "rubric_items"]
METADATA = ["schema_version", "rubric", "rubric_sha256", "lexicon_sha256", "gse_version", "version", "mask"]
TEXT, I32, I64, F64, BOOL = pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_()
# The types of the contract, column by column; every other column is text.
TYPES = {
    "interactions": {
        "started_at": pa.timestamp("ms", tz="UTC"), "turn_count": I32, "agent_turns": I32, "customer_turns": I32,
        "chars": I32, "duration_ms": I64, "score_raw": F64, "score_final": F64, "coverage": F64, "fatal": BOOL,
        "fatal_items": pa.list_(TEXT),
        "section_scores": pa.list_(pa.struct([("section", TEXT), ("points", I32), ("possible", I32), ("weight", F64), ("score", F64)])),
        "service_complaint": BOOL, "follow_up_needed": BOOL, "talk_ratio": F64, "silence_ms": I64, "interruptions": I32,
        "agent_chars_per_min": F64, "first_reply_ms": I64, "max_reply_ms": I64, "source_line": I64,
    },
    "items": {"points": I32, "possible": I32, "deducted": I32, "fatal_effect": BOOL, "hits": I32},
    "hits": {
        "hit_id": I32, "turn_index": I32, "begin_byte": I32, "end_byte": I32, "begin_char": I32, "end_char": I32,
        "begin_ms": I64, "score": I32,
    },
    "turns": {
        "turn_index": I32, "begin_ms": I64, "end_ms": I64, "tokens": pa.list_(TEXT), "acts": pa.list_(TEXT),
        "masked": pa.list_(pa.struct([("type", TEXT), ("begin_char", I32), ("end_char", I32)])),
    },
    "rejects": {"line": I64, "byte_offset": I64},
    "rubric_items": {"weight": F64},
}


def check(holds, message):
    if not holds:
        sys.exit(f"crossread: {message}")


def same_type(got, want):
    """Compares types without the names of list elements and without nullability."""
    if pa.types.is_list(want):
        return pa.types.is_list(got) and same_type(got.value_type, want.value_type)
    if pa.types.is_struct(want):
        return pa.types.is_struct(got) and [f.name for f in got] == [f.name for f in want] and all(
            same_type(g.type, w.type) for g, w in zip(got, want))
    return got == want


def read_manifest(out):
    names = sorted((out / "_manifests").glob("dt=*.json"))
    check(len(names) == 1, f"{len(names)} manifests in {out}, want one")
    manifest = json.loads(names[0].read_text(encoding="utf-8"))
    counts = manifest["counts"]
    check(counts["read"] == counts["scored"] + counts["rejected"] + counts["duplicate"], f"counts do not add up: {counts}")
    check([t["table"] for t in manifest["tables"]] == TABLES, "tables of the manifest")
    rubric = out / "_manifests" / "rubrics" / f"{manifest['rubric_sha256']}.yaml"
    check(hashlib.sha256(rubric.read_bytes()).hexdigest() == manifest["rubric_sha256"], f"{rubric} is not the rubric that it is named after")
    listed = {f["path"] for t in manifest["tables"] for f in t["files"]}
    found = {p.relative_to(out).as_posix() for p in out.rglob("*.parquet")}
    check(listed == found, f"manifest and folder differ: {sorted(listed ^ found)}")
    return manifest


def check_file(out, info):
    path = out / info["path"]
    check(path.stat().st_size == info["bytes"], f"{path}: size")
    check(hashlib.sha256(path.read_bytes()).hexdigest() == info["sha256"], f"{path}: sha256")
    meta = pq.ParquetFile(path).metadata
    check(meta.num_rows == info["rows"], f"{path}: {meta.num_rows} rows, the manifest says {info['rows']}")
    for key in METADATA:
        check((meta.metadata or {}).get(f"zhijian.{key}".encode()), f"{path}: no metadata zhijian.{key}")


def read_table(out, db, table):
    """Reads a table with both, compares them, and returns its rows."""
    paths = [str(out / f["path"]) for f in table["files"]]
    # A file at a time: read as a folder, pyarrow would add the column dt.
    arrow = pa.concat_tables(pq.ParquetFile(p).read() for p in paths)
    for field in arrow.schema:
        want = TYPES[table["table"]].get(field.name, TEXT)
        check(same_type(field.type, want), f"{table['table']}.{field.name} is {field.type}, want {want}")
    missing = set(TYPES[table["table"]]) - set(arrow.schema.names)
    check(not missing, f"{table['table']} lacks {sorted(missing)}")
    db.execute(f"CREATE TABLE {table['table']} AS SELECT * FROM read_parquet($paths, hive_partitioning = false)", {"paths": paths})
    duck = db.sql(f"SELECT * FROM {table['table']} ORDER BY rowid").to_arrow_table()
    check(duck.column_names == arrow.column_names, f"{table['table']}: columns differ: {duck.column_names} {arrow.column_names}")
    mine, theirs = arrow.to_pylist(), duck.to_pylist()
    check(len(mine) == len(theirs) == table["rows"], f"{table['table']}: rows {len(mine)}, {len(theirs)}, {table['rows']}")
    for i, (a, b) in enumerate(zip(mine, theirs)):
        check(a == b, f"{table['table']} row {i}: pyarrow {a} DuckDB {b}")
    return mine


def none(db, what, query):
    """Checks that a query finds nothing."""
    rows = db.execute(query).fetchmany(3)
    check(not rows, f"{what}: {rows}")


def check_joins(db, counts):
    count = lambda query: db.execute(query).fetchone()[0]
    check(count("SELECT count(DISTINCT interaction_id) FROM interactions") == counts["scored"], "ids of interactions are not unique")
    check(count("SELECT count(*) FROM rejects") == counts["rejected"] + counts["duplicate"], "rows of rejects")
    check(count("SELECT count(*) FROM items") == counts["scored"] * count("SELECT count(*) FROM rubric_items"), "rows of items")
    none(db, "items without rubric item or interaction",
         "SELECT * FROM items ANTI JOIN rubric_items USING (run_id, item_id)"
         " UNION ALL SELECT * FROM items ANTI JOIN interactions USING (run_id, interaction_id)")
    none(db, "items twice", "SELECT interaction_id, item_id FROM items GROUP BY ALL HAVING count(*) > 1")
    none(db, "hits without item", "SELECT * FROM hits ANTI JOIN items USING (run_id, interaction_id, item_id)")
    none(db, "hits without turn", "SELECT * FROM hits ANTI JOIN turns USING (run_id, interaction_id, turn_index) WHERE turn_index IS NOT NULL")
    none(db, "turns without interaction", "SELECT * FROM turns ANTI JOIN interactions USING (run_id, interaction_id)")
    none(db, "turn counts",
         "SELECT interaction_id FROM interactions JOIN turns USING (run_id, interaction_id)"
         " GROUP BY interaction_id, turn_count HAVING count(*) <> turn_count")
    none(db, "fails without evidence",
         "SELECT interaction_id, item_id FROM items WHERE verdict = 'fail' AND NOT EXISTS (SELECT 1 FROM hits h"
         " WHERE h.interaction_id = items.interaction_id AND h.item_id = items.item_id"
         " AND h.polarity = 'violation' AND h.suppressed_by IS NULL)")


def check_spans(rows):
    """Checks that the evidence is what stands in the turn at its place."""
    turns = {(t["interaction_id"], t["turn_index"]): t["text"] for t in rows["turns"]}
    spans = 0
    for h in rows["hits"]:
        if h["begin_char"] is None:
            continue
        text = turns[h["interaction_id"], h["turn_index"]]
        words = h["text"] or ""
        check(text[h["begin_char"]:h["end_char"]] == words, f"characters of {h}")
        check(text.encode()[h["begin_byte"]:h["end_byte"]].decode() == words, f"bytes of {h}")
        spans += 1
    check(spans, "no evidence in words")


def check_scores(rows):
    """Redoes the scores from the tables alone."""
    points, fatal = {}, {}
    for i in rows["items"]:
        section = points.setdefault((i["interaction_id"], i["section"]), [0, 0])
        section[0] += i["points"]
        section[1] += i["possible"]
        if i["fatal_effect"]:
            fatal.setdefault(i["interaction_id"], []).append(i["item_id"])
    for x in rows["interactions"]:
        raw = weights = 0.0
        for s in x["section_scores"]:
            want = points.get((x["interaction_id"], s["section"]), [0, 0])
            check([s["points"], s["possible"]] == want, f"{x['interaction_id']} {s['section']}: {s}, items give {want}")
            if s["possible"]:
                raw += min(1, s["points"] / s["possible"]) * s["weight"]
                weights += s["weight"]
        check(x["fatal_items"] == fatal.get(x["interaction_id"], []), f"fatal items of {x['interaction_id']}")
        check(x["fatal"] == bool(x["fatal_items"]), f"fatal of {x['interaction_id']}")
        check((x["score_raw"] is None) == (weights == 0), f"score of {x['interaction_id']}")
        if weights:
            check(abs(x["score_raw"] - 100 * raw / weights) < 0.0051, f"score_raw of {x['interaction_id']}: {x['score_raw']}, items give {100 * raw / weights}")
            check(x["score_final"] == x["score_raw"] or x["fatal"], f"score_final of {x['interaction_id']}")


def run_queries(folder, queries):
    os.chdir(folder)  # they read out/...
    files = sorted(queries.glob("*.sql"))
    check(files, f"no queries in {queries}")
    for file in files:
        result = duckdb.connect().execute(file.read_text(encoding="utf-8")).fetchall()
        check(result, f"{file.name} returns nothing")
        print(f"{file.name}: {len(result)} rows, the first {result[0]}")


def main(folder, queries):
    out = pathlib.Path(folder, "out")
    queries = pathlib.Path(queries).resolve()
    manifest = read_manifest(out)
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    rows = {}
    for table in manifest["tables"]:
        for info in table["files"]:
            check_file(out, info)
        rows[table["table"]] = read_table(out, db, table)
        print(f"{table['table']}: {table['rows']} rows, {len(table['files'])} file(s), DuckDB and pyarrow agree")
    check(all(r["run_id"] == manifest["run_id"] for t in rows.values() for r in t), "run_id")
    check_joins(db, manifest["counts"])
    check_spans(rows)
    check_scores(rows)
    run_queries(folder, queries)


if __name__ == "__main__":
    main(*sys.argv[1:])
