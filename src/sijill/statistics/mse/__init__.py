"""Multiple systems estimation on a table of inclusion patterns × counts. Needs numpy, scipy and numba, nothing else.

Reading order: table, model, gate, dga (exact), lcmcr (sampled), loglinear, chao, diagnostics, estimate.

>>> from sijill.statistics.mse import Options, estimate, read_csv   # doctest: +SKIP
>>> report = estimate(read_csv(path)[()], Options(seed=1))          # doctest: +SKIP
"""

from sijill.statistics.mse.estimate import EstimateReport, Options, StrataReport, estimate, estimate_strata
from sijill.statistics.mse.gate import RULES, Check, Finding, Rule
from sijill.statistics.mse.model import Fit, Model, Verdict
from sijill.statistics.mse.table import InclusionTable, from_counts, from_partition, read_csv

__all__ = [
    "RULES", "Check", "EstimateReport", "Finding", "Fit", "InclusionTable", "Model", "Options", "Rule", "StrataReport",
    "Verdict", "estimate", "estimate_strata", "from_counts", "from_partition", "read_csv",
]  # fmt: skip
