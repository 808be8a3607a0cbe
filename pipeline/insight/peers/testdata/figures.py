# Figures that peers is checked against, computed by others:
#   pip install scipy statsmodels && python figures.py > figures.json
import json

import numpy as np
from scipy.stats import hypergeom
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import confint_proportions_2indep

# [n, fails, peer n, peer fails] of each stratum.
CASES = {
    "one stratum": [[61, 38, 640, 200]],
    "three strata": [[40, 30, 300, 120], [25, 10, 500, 90], [60, 12, 200, 31]],
    "mixed directions": [[100, 60, 400, 180], [80, 20, 900, 330]],
    "rare fails": [[50, 3, 2000, 10], [30, 1, 500, 2]],
    "no fail of the unit": [[45, 0, 1500, 40], [10, 0, 80, 3]],
    "all pass": [[30, 0, 100, 0]],
    "few passes": [[30, 25, 400, 396], [22, 22, 90, 88]],
}


def exact(strata):
    low, pmf, x = 0, np.array([1.0]), 0
    for n, f, m, g in strata:
        a, b = max(0, f + g - m), min(n, f + g)
        pmf = np.convolve(pmf, hypergeom.pmf(np.arange(a, b + 1), n + m, f + g, n))
        low, x = low + a, x + f
    k = np.arange(low, low + len(pmf))
    return min(1.0, 2 * min(pmf[k <= x].sum(), pmf[k >= x].sum()))


def variance(strata):
    return sum(hypergeom.var(n + m, f + g, n) for n, f, m, g in strata)


def cmh(strata):
    t = StratifiedTable([np.array([[f, n - f], [g, m - g]]) for n, f, m, g in strata])
    return t.test_null_odds(correction=True).pvalue


out = []
for name, strata in CASES.items():
    v = variance(strata)
    c = {"name": name, "strata": strata, "p": 1.0 if v == 0 else cmh(strata) if v >= 9 else exact(strata)}
    if len(strata) == 1 and v > 0:
        n, f, m, g = strata[0]
        c["low"], c["high"] = confint_proportions_2indep(f, n, g, m, method="newcomb", compare="diff")
    out.append(c)
print(json.dumps(out, indent=1))
