"""Quantiles of distributions, without the weight of a package for statistics."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray

__all__ = ["factor_at_score", "gamma_quantile", "normal_score", "normal_share", "score_of_factor"]

# Below this the gamma distribution is the normal one to the last digit.
_LEAST_CV = 1e-6


def gamma_quantile(shape: float, share: float) -> float:
    """The value that a share of a gamma distribution of scale 1 lies below."""
    from scipy.special import gammaincinv

    return float(gammaincinv(shape, share))


def normal_score(share: FloatArray) -> FloatArray:
    """The normal score that a share lies below."""
    from scipy.special import ndtri

    return np.asarray(ndtri(share))


def normal_share(score: FloatArray) -> FloatArray:
    """The share that lies below a normal score."""
    from scipy.special import ndtr

    return np.asarray(ndtr(score))


def factor_at_score(cv: FloatArray, score: FloatArray) -> FloatArray:
    """The quantile at a normal score of a gamma distribution of mean 1 with a variation of cv."""
    from scipy.special import gammainccinv, gammaincinv, ndtr

    shape = 1.0 / np.maximum(cv, _LEAST_CV) ** 2
    # each tail by its own probability, which keeps all its digits
    upper, lower = gammainccinv(shape, ndtr(-score)), gammaincinv(shape, ndtr(score))
    factor = np.where(score > 0.0, upper, lower) / shape
    return np.asarray(np.where(cv < _LEAST_CV, 1.0 + cv * score, factor))


def score_of_factor(cv: FloatArray, factor: FloatArray) -> FloatArray:
    """The normal score at which `factor_at_score` has a value."""
    from scipy.special import gammainc, gammaincc, ndtri

    shape = 1.0 / np.maximum(cv, _LEAST_CV) ** 2
    below, above = gammainc(shape, shape * factor), gammaincc(shape, shape * factor)
    return np.asarray(np.where(below < 0.5, ndtri(below), -ndtri(above)))
