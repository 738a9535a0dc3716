"""Texts as sources: what a report, a press text, a testimony or a decree may be saying, for a person to accept.

Reading order: ``model``, ``figures`` (published counts and their conflicts), ``extract`` (a child process turns a file
into text), ``find`` (suggestions with their letters), ``store`` (what a person accepted).
"""
