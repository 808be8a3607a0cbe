-- What do customers talk about when they complain, more than otherwise? Shares with their intervals.
SELECT c.term, c.interactions, c."of",
       round(100.0 * c.interactions / c."of", 1)           AS percent,
       round(100 * c.share_low, 1)                         AS low,
       round(100 * c.share_high, 1)                        AS high,
       round(100.0 * o.interactions / o."of", 1)           AS otherwise
FROM 'out/terms_daily/*/*.parquet' c
JOIN (SELECT dt, term, sum(interactions) AS interactions, sum("of") AS "of"
      FROM 'out/terms_daily/*/*.parquet' WHERE role = 'customer' GROUP BY ALL) o USING (dt, term)
WHERE c.dt = '2026-11-20' AND c.role = 'customer' AND c.intent = 'complaint'
ORDER BY c.share_low - o.interactions / o."of" DESC, c.term
LIMIT 20;
