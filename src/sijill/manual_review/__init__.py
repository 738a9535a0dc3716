"""4. What people DECIDED: clerical review; judgements are append-only and undoable by a later one."""
