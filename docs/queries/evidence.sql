-- The exact words behind every forbidden act, with what the customer had said.
SELECT x.agent_id, h.interaction_id, h.item_id,
       before.text                          AS heard,
       h.text                               AS words,
       t.text                               AS turn,
       h.tier
FROM 'out/hits/*/*.parquet' h
JOIN 'out/interactions/*/*.parquet' x USING (run_id, interaction_id)
JOIN 'out/turns/*/*.parquet' t USING (run_id, interaction_id, turn_index)
LEFT JOIN 'out/turns/*/*.parquet' before
       ON before.run_id = h.run_id
      AND before.interaction_id = h.interaction_id
      AND before.turn_index = h.turn_index - 1
WHERE h.item_id LIKE 'forbidden.%' AND h.role = 'agent'
  AND h.polarity = 'violation' AND h.suppressed_by IS NULL
ORDER BY x.agent_id, h.interaction_id, h.turn_index, h.hit_id;
