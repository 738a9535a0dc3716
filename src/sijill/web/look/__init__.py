"""What one viewer may see, worked out anew from the claims of that viewer; pages and API ask nothing else.

Reading order: ``snapshot`` (what is derived, held in memory),
``sight`` (of that, what one viewer sees: records, persons,
ids), ``person``, ``search``, ``review``, ``lists``, ``overview``; ``words`` and ``dates`` say it in Arabic and English.
"""
