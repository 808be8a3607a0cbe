-- What left its own history? With fewer than seven earlier dates nothing is said.
SELECT status, kind, subject, queue, observed, expected, low, high, threshold, q, history_dates
FROM 'out/alerts/*/*.parquet'
WHERE dt = '2026-11-20'
ORDER BY status, q NULLS LAST, kind, subject, queue
LIMIT 30;
