-- What fails most, and what should be said instead? na and not_evaluated are in no denominator.
SELECT r.name, item_id,
       count(*) FILTER (verdict = 'fail')            AS failed,
       count(*) FILTER (verdict IN ('pass', 'fail')) AS evaluated,
       round(100 * failed / evaluated, 1)            AS fail_percent,
       any_value(r.coaching)                         AS coaching
FROM 'out/items/*/*.parquet'
JOIN 'out/rubric_items/*/*.parquet' r USING (run_id, item_id)
GROUP BY r.name, item_id
HAVING failed > 0
ORDER BY failed DESC, item_id
LIMIT 10;
