-- What do customers talk about when they complain, more than otherwise? The share of complaints with its interval.
WITH said AS (FROM 'out/terms_daily/*/*.parquet' WHERE dt = '2026-11-20' AND role = 'customer'),
     others AS (FROM said WHERE intent IS DISTINCT FROM 'complaint'),
     size AS (SELECT sum(total) AS others FROM (SELECT DISTINCT intent, total FROM others)),
     elsewhere AS (SELECT term, sum(interactions) AS interactions FROM others GROUP BY term)
SELECT c.term, c.interactions, c.total,
       round(100 * c.share_low, 1)  AS low,
       round(100 * c.share_high, 1) AS high,
       round(100 * coalesce(o.interactions, 0) / size.others, 1) AS otherwise
FROM said c CROSS JOIN size LEFT JOIN elsewhere o USING (term)
WHERE c.intent = 'complaint'
ORDER BY c.share_low - coalesce(o.interactions, 0) / size.others DESC, c.interactions DESC, c.term
LIMIT 20;
