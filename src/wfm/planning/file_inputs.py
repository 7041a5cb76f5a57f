"""The inputs of a plan in a file: what the file does not have is not known, and gets no default."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import checked
from wfm.errors import InputError
from wfm.io.forecast.input_cells import read_cell
from wfm.io.forecast.input_columns import INPUT_PARTS
from wfm.io.forecast.read_options import zone_named
from wfm.planning.goal_inputs import checked_goal
from wfm.planning.records import PlanFigures, PlanInputs, RowSettings, Setting
from wfm.queueing._concurrency import rates_of
from wfm.row_inputs import InputSet
from wfm.targets import QueueTarget, Target

__all__ = [
    "SheetInputs",
    "checked_target",
    "input_set_of_texts",
    "model_of_rows",
    "named_zone",
    "row_settings",
    "target_of_set",
]


def target_of_set(one: InputSet, model: str | None = None) -> QueueTarget | None:
    """The target in the cells of a plan; None where they have none.

    Raises
    ------
    InputError
        For inputs that do not fit together.
    """
    limits = (one.service_level, one.asa, one.max_occupancy, one.abandonment)
    if limits == (None, None, None, None) and not one.min_agents:
        return None
    patience = inf if one.patience is None else one.patience
    target = QueueTarget(
        model=model or ("erlang_c" if patience == inf else "erlang_a"),
        service_level=one.service_level,
        within=60.0 if one.within is None else one.within,
        patience=patience,
        definition=one.definition or "offered",
        aht_by_concurrency=one.aht_by_concurrency,
        asa=one.asa,
        max_occupancy=one.max_occupancy,
        abandonment=one.abandonment,
        min_agents=one.min_agents or 0,
        confidence=one.confidence,
        volume_cv=one.volume_cv,
        risk_scope=one.risk_scope or "day",
        goal=one.goal or "interval",
        min_service_level=one.min_service_level,
    )
    return checked_target(target)


def checked_target(target: QueueTarget) -> QueueTarget:
    """A target of a plan file, whose parts were read one by one.

    Raises
    ------
    InputError
        For a value outside its domain, or chats without the AHT of each concurrency.

    Examples
    --------
    >>> checked_target(QueueTarget("chat", 0.8, 30.0))
    Traceback (most recent call last):
    wfm.errors.InputError: aht_by_concurrency must have the AHT of 1, 2, … chats of a chat queue.
    """
    if not target.has_single_queue_model:
        return target  # the models of a centre are not computed again
    limits = (target.service_level, target.asa, target.max_occupancy, target.abandonment)
    if limits != (None, None, None, None):
        _ = target.target  # checks each of them
    checked("patience", target.patience)
    if target.confidence is not None and target.volume_cv is None:
        raise InputError(
            "confidence needs volume_cv, the coefficient of variation of the volume.",
            name="confidence",
        )
    checked_goal(target)
    if target.model == "chat" and not target.aht_by_concurrency:
        raise InputError(
            "aht_by_concurrency must have the AHT of 1, 2, … chats of a chat queue.",
            name="aht_by_concurrency",
        )
    if target.aht_by_concurrency:
        rates_of(list(target.aht_by_concurrency))
    return target


def model_of_rows(model: str | None, sets: int) -> str | None:
    """The model of the rows of a queue with some sets of inputs; None: that of their patience."""
    return None if sets > 1 and model in ("erlang_c", "erlang_a") else model


_OFFSET = re.compile(r"UTC[+-]\d\d:\d\d")


def named_zone(name: str) -> str | None:
    """The name of a time zone in a plan; None for an offset, which the times have themselves.

    Raises
    ------
    InputError
        For a name that no time zone has.

    Examples
    --------
    >>> named_zone("Europe/Berlin"), named_zone("UTC+02:00")
    ('Europe/Berlin', None)
    """
    return None if _OFFSET.fullmatch(name) else str(zone_named(name))


def row_settings(
    sets: Sequence[InputSet],
    row: NDArray[np.int32],
    models: Sequence[str | None],
) -> RowSettings:
    """The settings of the rows of a plan in a file, with the model of each."""
    settings = tuple(
        Setting(target_of_set(one, model), one.shrinkage)
        for one, model in zip(sets, models, strict=True)
    )
    return RowSettings(settings, row)


def input_set_of_texts(texts: Mapping[str, str]) -> InputSet:
    """The inputs of the cells of a file that `PlanBasis.target_columns` wrote.

    Examples
    --------
    >>> input_set_of_texts({"target": "80%/20", "patience": "180"}).within
    20.0
    """
    values = {part: read_cell(part, texts[part]) for part in INPUT_PARTS if texts.get(part)}
    target = values.pop("target", None)
    if isinstance(target, Target):
        values |= {"service_level": target.service_level, "within": target.within}
    for part, name in (("target_asa", "asa"), ("target_abandonment", "abandonment")):
        if part in values:
            values[name] = values.pop(part)
    return InputSet(**values)


class SheetInputs(NamedTuple):
    """The inputs of a workbook in its sheet "Inputs", and what else the sheet has.

    Attributes
    ----------
    inputs : PlanInputs
        Targets, shrinkage, contract hours and defaults.
    zone : str or None
        IANA name of the time zone.
    interval : float or None
        Length of the intervals. [s]
    figures : PlanFigures
        Results of the queues that are no columns.
    interval_line : int
        The row of the interval in the sheet.
    """

    inputs: PlanInputs
    zone: str | None = None
    interval: float | None = None
    figures: PlanFigures = PlanFigures()
    interval_line: int = 0
