"""Invented people, invented lives and invented organisations that list them.

Nobody here exists. Names are random combinations of common single names; places, agencies and places of
detention are real names, because a reader of lists has to know them. Everything follows from one seed and one
date that are passed in.

    python -m tools.invent demo      examples/demo/      five organisations, about 3,000 rows, with the truth
    python -m tools.invent journey   examples/journey/   one person in three formats
    python -m tools.invent scale     as many rows as wanted, for speed and for accuracy at size
"""
