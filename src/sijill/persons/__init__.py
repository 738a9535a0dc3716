"""5. Who is who, and what happened WHEN: stable ids, agreed values, contradictions, episodes, statuses, timeline."""
