-- Who had to come again about the same thing, after it had been left open? Masked ids can stand for several people.
SELECT customer_id, interactions, same_intent, unresolved, intent,
       previous_date, previous_interaction_id, last_interaction_id
FROM 'out/repeat_contacts/*/*.parquet'
WHERE dt = '2026-11-20' AND id_kind <> 'masked'
ORDER BY unresolved DESC, interactions DESC, customer_id;
