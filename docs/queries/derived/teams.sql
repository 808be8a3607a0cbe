-- How is each team doing, and how many angry customers did it meet? Sums add up over rows of agents_daily.
SELECT team,
       sum(interactions)                               AS n,
       round(sum(score_sum) / sum(scored), 1)          AS score,
       sum(fatal)                                      AS fatal_n,
       round(100.0 * sum(angry) / sum(interactions), 1) AS angry_percent,
       round(sum(handle_ms) / sum(handle_n) / 60000, 1) AS minutes
FROM 'out/agents_daily/*/*.parquet'
WHERE dt = '2026-11-20' AND team IS NOT NULL
GROUP BY team
ORDER BY team;
