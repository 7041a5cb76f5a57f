"""Quantiles of distributions, without the weight of a package for statistics."""

from __future__ import annotations

__all__ = ["gamma_quantile"]


def gamma_quantile(shape: float, share: float) -> float:
    """The value that a share of a gamma distribution of scale 1 lies below."""
    from scipy.special import gammaincinv

    return float(gammaincinv(shape, share))
