-- The job in SQL. In braces is what score.py fills in; acts is a list with one
-- expression for each phrase list: the words found, or null. SQL cannot cut Chinese
-- into words: tokens are single characters. Nor does it say where a regular
-- expression was found: evidence has the words and their turn.

CREATE TABLE rules AS
SELECT i.ID AS item_id, i.Who AS who, i.Acts AS acts, i.FailOnHit AS fail_on_hit, i.Points AS points, position
FROM (SELECT unnest(Items) AS i, generate_subscripts(Items, 1) AS position FROM read_json('{input}/rules.json'));

CREATE TABLE conversations AS
SELECT id, channel, turns
FROM read_json('{input}/conversations.jsonl.gz', format = 'newline_delimited',
     columns = {{id: 'VARCHAR', channel: 'VARCHAR', turns: 'STRUCT(role VARCHAR, "text" VARCHAR)[]'}});

CREATE TABLE turns AS
SELECT id, turn_index, role, text, list_filter({acts}, lambda x: x IS NOT NULL) AS found
FROM (SELECT id, generate_subscripts(turns, 1) - 1 AS turn_index, unnest(turns, recursive := true) FROM conversations);

CREATE TABLE hits AS
SELECT t.id, r.item_id, t.turn_index, t.f.act AS act, t.f.words AS words
FROM (SELECT id, turn_index, role, unnest(found) AS f FROM turns) t
JOIN (SELECT item_id, who, unnest(acts) AS act FROM rules) r ON r.act = t.f.act AND (r.who = t.role OR r.who = 'any');

CREATE TABLE items AS
SELECT c.id, r.item_id, r.position, coalesce(h.hits, 0) AS hits,
       CASE WHEN len(r.acts) = 0 THEN 'na' WHEN (h.hits IS NOT NULL) = r.fail_on_hit THEN 'fail' ELSE 'pass' END AS verdict,
       CASE verdict WHEN 'pass' THEN r.points ELSE 0 END AS points,
       CASE verdict WHEN 'na' THEN 0 ELSE r.points END AS possible
FROM conversations c
CROSS JOIN rules r
LEFT JOIN (SELECT id, item_id, sum(len(words)) AS hits FROM hits GROUP BY ALL) h ON h.id = c.id AND h.item_id = r.item_id;

COPY (
  SELECT c.id AS interaction_id, c.channel, len(c.turns) AS turn_count,
         list_sum(list_transform(c.turns, lambda t: length(t.text))) AS chars, i.score
  FROM conversations c
  JOIN (SELECT id, 100 * sum(points) / sum(possible) AS score FROM items GROUP BY id) i USING (id)
) TO '{out}/interactions.parquet' (COMPRESSION zstd);

COPY (
  SELECT id AS interaction_id, item_id, verdict, points, possible, hits FROM items ORDER BY id, position
) TO '{out}/items.parquet' (COMPRESSION zstd);

COPY (
  SELECT id AS interaction_id, item_id, turn_index, act, words FROM hits
) TO '{out}/hits.parquet' (COMPRESSION zstd);

COPY (
  SELECT id AS interaction_id, turn_index, role,
         regexp_replace(text, '{personal}', '***', 'g') AS text,
         regexp_extract_all(text, '[a-z0-9]+|\S') AS tokens,
         list_transform(found, lambda f: f.act) AS acts
  FROM turns
) TO '{out}/turns.parquet' (COMPRESSION zstd);
