-- Who needs help? Small samples say little, so the number stands beside the score.
SELECT team, agent_id, agent_name,
       count(*)                     AS interactions,
       round(avg(score_final), 1)   AS score,
       count(*) FILTER (fatal)      AS fatal,
       round(avg(coverage), 2)      AS coverage
FROM 'out/interactions/*/*.parquet'
WHERE dt = '2026-11-20' AND status = 'scored' AND agent_id IS NOT NULL
GROUP BY ALL
HAVING interactions >= 3
ORDER BY score, agent_id;
