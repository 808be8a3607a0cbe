-- What do customers talk about when they complain, more than otherwise? The share of complaints with its interval.
WITH said AS (FROM 'out/terms_daily/*/*.parquet' WHERE dt = '2026-11-20' AND role = 'customer'),
     complaints AS (FROM said WHERE intent = 'complaint'),
     others AS (FROM said WHERE intent IS DISTINCT FROM 'complaint'),
     size AS (SELECT sum(total) AS others FROM (SELECT DISTINCT intent, total FROM others))
SELECT c.term, c.interactions, c.total,
       round(100 * c.share_low, 1)  AS low,
       round(100 * c.share_high, 1) AS high,
       round(100 * coalesce((SELECT sum(o.interactions) FROM others o WHERE o.term = c.term), 0) / size.others, 1) AS otherwise
FROM complaints c, size
ORDER BY low - otherwise DESC, c.interactions DESC, c.term
LIMIT 20;
