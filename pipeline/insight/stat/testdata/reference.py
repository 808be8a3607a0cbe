"""Figures that the tests of package stat are held to, by SciPy and statsmodels.

    python3 -m venv v && v/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    v/bin/python reference.py > reference.json
"""
import json
import math
import sys

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats import multitest, proportion

out = {"made_by": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}"}
LEVELS = [0.9, 0.95, 0.99]

out["wilson"] = [[k, n, level, *map(float, proportion.proportion_confint(k, n, 1 - level, "wilson"))]
                 for k, n in [(0, 1), (1, 1), (0, 10), (3, 10), (7, 7), (81, 263), (15, 148), (99_999, 100_000), (12, 1_000_000)] for level in LEVELS]
out["newcombe"] = [[a, m, b, n, level, a / m - b / n,
                    *map(float, proportion.confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff", alpha=1 - level)),
                    float(proportion.proportions_ztest([a, b], [m, n])[1])]
                   for a, m, b, n in [(56, 70, 48, 80), (9, 10, 3, 10), (0, 20, 3, 25), (10, 10, 1, 20), (412, 5_000, 388, 5_100)] for level in LEVELS]


def loglikelihood(k1, n1, k2, n2):
    r = stats.chi2_contingency([[k1, n1 - k1], [k2, n2 - k2]], correction=False, lambda_="log-likelihood")
    return [float(math.copysign(r.statistic, k1 / n1 - k2 / n2)), float(r.pvalue)]


out["loglikelihood"] = [[*c, *loglikelihood(*c)] for c in [(10, 100, 5, 200), (0, 50, 7, 60), (30, 1_000, 300, 10_000), (110, 2442, 111, 29114), (5, 31_777, 900, 31_000_000)]]
out["poisson_tail"] = [[k, mu, float(stats.poisson.sf(k - 1, mu))] for k, mu in [(0, 3), (1, 0.01), (5, 1.2), (12, 5), (40, 20), (3, 20), (1100, 1000), (10_300, 10_000)]]
out["negative_binomial_tail"] = [[k, mu, ratio, float(stats.nbinom.sf(k - 1, mu / (ratio - 1), 1 / ratio))]
                                 for k, mu, ratio in [(1, 0.5, 1.5), (12, 5, 2), (40, 20, 1.01), (40, 20, 4), (3, 20, 6), (1500, 1000, 30), (11_000, 10_000, 200)]]
out["binomial_tail"] = [[k, n, p, float(stats.binom.sf(k - 1, n, p))] for k, n, p in [(1, 1, 0.3), (8, 10, 0.5), (0, 10, 0.5), (60, 1_000, 0.04), (5_200, 10_000, 0.5)]]
out["student_tail"] = [[t, df, float(stats.t.sf(t, df))] for t, df in [(0.0, 3), (1.0, 1), (2.5, 4), (-1.3, 7), (6.0, 27), (1.96, 1e6), (3.3, 4.7)]]
out["student_quantile"] = [[p, df, float(stats.t.ppf(p, df))] for p in (0.95, 0.975, 0.995) for df in (1, 2, 4.5, 30, 1e5)]

A, B = [71.5, 80.25, 64.0, 90.5, 77.75, 85.0], [60.0, 71.5, 55.25, 80.0, 66.0, 70.5, 62.25, 91.0]
out["mean"] = []
for values in (A, B, [50.0, 50.5]):
    for level in LEVELS:
        low, high = stats.t.interval(level, len(values) - 1, loc=numpy.mean(values), scale=stats.sem(values))
        out["mean"].append({"values": values, "level": level, "mean": float(numpy.mean(values)), "sd": float(numpy.std(values, ddof=1)), "low": float(low), "high": float(high)})
out["welch"] = []
for level in LEVELS:
    r = stats.ttest_ind(A, B, equal_var=False)
    i = r.confidence_interval(level)
    out["welch"].append({"a": A, "b": B, "level": level, "value": float(numpy.mean(A) - numpy.mean(B)), "low": float(i.low), "high": float(i.high), "p": float(r.pvalue)})

P = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1.0, 0.0002, 0.9, 0.2]
out["benjamini_hochberg"] = [{"p": p, "q": [float(q) for q in multitest.multipletests(p, method="fdr_bh")[1]]} for p in (P, [0.3], [0.05, 0.05, 0.05], [1e-10, 0.9])]

out["robust_z"] = [{"x": x, "others": o, "z": float((x - numpy.median(o)) / stats.median_abs_deviation(o, scale="normal"))}
                   for x, o in [(20.0, [3.0, 4.0, 5.0, 4.5, 100.0]), (1.0, [3.0, 4.0, 5.0, 4.5]), (7.0, [2.0, 7.5, 1.0])]]
json.dump(out, sys.stdout, indent=1)
print()
