"""The uncertainty of the volumes as an input of a plan: of options, of columns, or of a band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import units
from wfm._arrays import FloatArray, checked
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.option_text import option
from wfm.planning.records import PlanInputs, RowSettings
from wfm.targets import RISK_SCOPES, QueueTarget, RiskScope

__all__ = ["RiskInputs", "cv_of_band", "scaled_band", "with_estimates"]

# Standard deviations between the 10 % and the 90 % quantile of a normal distribution.
_BAND = 2 * 1.2815515655446004
# Below this, more than one day in ten was above its p90, and not by chance.
_HELD = 0.85
_HIGHEST_CV = 3.0  # a larger one is a percentage that was meant as a fraction
_CV_DOMAIN = f"[0, {_HIGHEST_CV:g}]"


class RiskInputs(NamedTuple):
    """What options say of the uncertainty of the volumes.

    Attributes
    ----------
    confidence : float or None
        Probability with which the target is kept; None: agents of the forecast. [fraction]
    volume_cv : float or None
        Coefficient of variation of the volume of a day around its forecast. [fraction]
    scope : {"day", "interval"}
        Whether the intervals of a day exceed their forecast together, or each by itself.
    """

    confidence: float | None = None
    volume_cv: float | None = None
    scope: RiskScope = "day"

    @classmethod
    def of(
        cls,
        confidence: str | float | None = None,
        volume_cv: str | float | None = None,
        scope: str | None = None,
    ) -> RiskInputs:
        """The values of options, in the notations of `wfm.units.fraction`.

        Raises
        ------
        InputError
            For a value outside its domain.

        Examples
        --------
        >>> RiskInputs.of("80%", 0.17)
        RiskInputs(confidence=0.8, volume_cv=0.17, scope='day')
        """
        if scope is not None and scope not in RISK_SCOPES:
            raise InputError(
                f"{option('risk_scope')} must be day or interval: got {scope!r}.",
                name="risk_scope",
                value=scope,
            )
        return cls(
            _share(confidence, "confidence", "(0, 1)"),
            _share(volume_cv, "volume_cv", _CV_DOMAIN),
            scope or "day",
        )

    def of_target(self, target: QueueTarget, of_row: float | None) -> QueueTarget:
        """A target with the uncertainty of the options, else of its row."""
        cv = of_row if self.volume_cv is None else self.volume_cv
        return replace(target, confidence=self.confidence, volume_cv=cv, risk_scope=self.scope)


def _share(value: str | float | None, name: str, domain: str) -> float | None:
    """A fraction inside its domain; None where it is not set."""
    if value is None:
        return None
    share = units.fraction(value, option(name), 1.0 if domain.endswith(", 1)") else inf)
    return float(checked(name, share, domain=domain))


def cv_of_band(volume: FloatArray, p10: FloatArray, p90: FloatArray) -> float:
    """Coefficient of variation of the rate behind a band of contacts, pooled over its intervals.

    ::

        cv² = Σ ( ((p90 - p10) / 2.563)² - volume ) / Σ volume²

    The second term is the variance of Poisson arrivals, which the queueing model has itself.

    Examples
    --------
    >>> volume = np.full(4, 400.0)  # standard deviation √(400 + (0.15 · 400)²) = 63.2
    >>> round(cv_of_band(volume, volume - 81.06, volume + 81.06), 3)
    0.15
    """
    known = (volume > 0.0) & ~np.isnan(p10) & ~np.isnan(p90)
    v, width = volume[known], (p90 - p10)[known] / _BAND
    if not v.size:
        return float("nan")
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        square = float((width**2 - v).sum() / (v**2).sum())
    return square if np.isnan(square) else max(square, 0.0) ** 0.5


def scaled_band(demand: Demand, factor: float | FloatArray) -> Mapping[str, FloatArray]:
    """The quantiles of volumes that are multiplied by a factor, with the variation of before.

    ::

        ((p90 - p10) / 2.563)² - volume   grows with the square of the factor
    """
    if not {"p10", "p90"} <= demand.quantiles.keys():
        return demand.quantiles
    low, high = demand.quantiles["p10"], demand.quantiles["p90"]
    with np.errstate(over="ignore"):
        rate = ((high - low) / _BAND) ** 2 - demand.volume
        width = _BAND * np.sqrt(np.maximum(rate * factor**2 + demand.volume * factor, 0.0))
    middle = factor * (low + high) / 2.0
    return {**demand.quantiles, "p10": middle - width / 2.0, "p90": middle + width / 2.0}


def with_estimates(inputs: PlanInputs, demand: Demand, given: RiskInputs) -> PlanInputs:
    """The inputs with the variation of each queue that only a band of its volumes has.

    Raises
    ------
    InputError
        For a confidence without any known variation.
    """
    if given.volume_cv is None and (held := _narrow_band_note(demand)):
        inputs = replace(inputs, notes=(*inputs.notes, held))
    settings = inputs.by_row or RowSettings(
        tuple(inputs.setting_of(name) for name in demand.queues), demand.queue
    )
    unknown = np.array(
        [one.target is None or one.target.volume_cv is None for one in settings.settings]
    )[settings.row]
    if not unknown.any():
        return inputs
    estimates, inputs = _usable(_estimates(demand, unknown), demand, given, inputs)
    if given.confidence is not None:
        _refuse_unknown(demand, unknown, estimates)
    if not estimates:
        return inputs
    note = _note(estimates, demand)
    targets = {
        name: one if one.volume_cv is not None else replace(one, volume_cv=estimates.get(name))
        for name, one in inputs.targets.items()
    }
    by_row = inputs.by_row and _rows_by_queue(inputs.by_row, demand, estimates)
    return replace(inputs, targets=targets, by_row=by_row, notes=(*inputs.notes, note))


def _narrow_band_note(demand: Demand) -> str:
    """That volumes strayed further than the band says, where the forecast has measured it."""
    held = demand.quantiles.get("days_below_p90")
    if held is None:
        return ""
    shares = {
        name: float(held[rows][0])
        for index, name in enumerate(demand.queues)
        if (rows := demand.queue == index).any() and held[rows][0] < _HELD
    }
    if not shares:
        return ""
    lowest = min(shares, key=lambda name: shares[name])
    queue = f" of {lowest}" if len(demand.queues) > 1 else ""
    more = f" ({len(shares) - 1} more queues are like it)" if len(shares) > 1 else ""
    return (
        f"in the backtest of the forecast, {100 * shares[lowest]:.0f} % of days{queue} were at or "
        f"below p90, not 90 %{more}: fewer days keep the target than stated; forecast with the "
        f"events of these days, or set a larger {option('volume_cv')}"
    )


def _estimates(demand: Demand, unknown: NDArray[np.bool_]) -> dict[str, float]:
    """The variation of each queue whose volumes have a band, of those with rows without one."""
    if not {"p10", "p90"} <= demand.quantiles.keys():
        return {}
    low, high = demand.quantiles["p10"], demand.quantiles["p90"]
    _refuse_crossed(demand, unknown, low, high)
    found = {}
    for index, name in enumerate(demand.queues):
        rows = demand.queue == index
        if not unknown[rows].any():
            continue
        cv = cv_of_band(demand.volume[rows], low[rows], high[rows])
        if not np.isnan(cv):
            found[name] = cv
    return found


def _refuse_crossed(
    demand: Demand, unknown: NDArray[np.bool_], low: FloatArray, high: FloatArray
) -> None:
    """Refuse a band whose lower end is above its upper end."""
    crossed = np.flatnonzero((low > high) & unknown)
    if not len(crossed):
        return
    row = int(crossed[0])
    more = f", and {len(crossed) - 1} more rows" if len(crossed) > 1 else ""
    raise InputError(
        f"{demand.place(row)}: p10 must be at most p90: got {low[row]:.10g} and {high[row]:.10g}"
        f"{more}. Correct the columns, or set {option('volume_cv')}, which is used instead of "
        "them.",
        name="volume_cv",
    )


def _usable(
    estimates: dict[str, float], demand: Demand, given: RiskInputs, inputs: PlanInputs
) -> tuple[dict[str, float], PlanInputs]:
    """The estimates inside the domain of a variation, and a note on the others.

    Raises
    ------
    InputError
        For a confidence that needs one of the others.
    """
    wide = [name for name, cv in estimates.items() if cv > _HIGHEST_CV]
    if not wide:
        return estimates, inputs
    queue = f" of {wide[0]}" if len(demand.queues) > 1 else ""
    more = f" ({len(wide) - 1} more queues are like it)" if len(wide) > 1 else ""
    text = f"columns p10 and p90{queue} mean a CV of the volume above {100 * _HIGHEST_CV:g} %{more}"
    if given.confidence is not None:
        raise InputError(
            f"{option('confidence')}: {text}. Correct them, or set {option('volume_cv')}, which "
            "is used instead of them.",
            name="confidence",
        )
    note = f"{text}: not used; correct them, or set {option('volume_cv')}"
    kept = {name: cv for name, cv in estimates.items() if name not in wide}
    return kept, replace(inputs, notes=(*inputs.notes, note))


def _refuse_unknown(
    demand: Demand, unknown: NDArray[np.bool_], estimates: dict[str, float]
) -> None:
    """Refuse a confidence where some rows have no known variation."""
    lacking = np.array([name not in estimates for name in demand.queues])[demand.queue] & unknown
    if not lacking.any():
        return
    where = "" if lacking.all() else f" for {demand.place(int(np.argmax(lacking)))}"
    raise InputError(
        f"{option('confidence')} needs the variation of the volume around its forecast{where}: "
        f"add {option('volume_cv', '17%')}, a column volume_cv, or columns p10 and p90, as "
        "wfm forecast writes them.",
        name="confidence",
    )


def _note(estimates: dict[str, float], demand: Demand) -> str:
    """What was estimated from the band."""
    texts = [
        f"{100 * cv:.1f} %" + (f" ({name})" if len(demand.queues) > 1 else "")
        for name, cv in list(estimates.items())[:4]
    ]
    more = f" and {len(estimates) - 4} more queues" if len(estimates) > 4 else ""
    return (
        f"CV of the volume: {', '.join(texts)}{more}, from the columns p10 and p90 without the "
        "chance of single arrivals"
    )


def _rows_by_queue(rows: RowSettings, demand: Demand, estimates: dict[str, float]) -> RowSettings:
    """The settings of the rows, with the variation of their queue where they have none."""
    pairs = np.stack([demand.queue, rows.row])
    distinct, row = np.unique(pairs, axis=1, return_inverse=True)
    settings = []
    for queue, index in distinct.T.tolist():
        one, cv = rows.settings[index], estimates.get(demand.queues[queue])
        if one.target is not None and one.target.volume_cv is None:
            one = one._replace(target=replace(one.target, volume_cv=cv))
        settings.append(one)
    return RowSettings(tuple(settings), row.reshape(-1).astype(np.int32))
