"""Evidence for a mapping: what a header says, what the values look like, and the joint decision.

Reading order: ``fold`` (one form for comparing), ``header`` (words to properties), ``shapes`` (what values look like),
``decide`` (all columns together).
"""
