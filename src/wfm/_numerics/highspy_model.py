"""A mathematical program in the record of the package highspy."""

from __future__ import annotations

from typing import Any

__all__ = ["highspy_model"]


def highspy_model(package: Any, matrix: Any, vectors: Any) -> Any:
    """The record of a matrix in compressed columns, and of costs, limits and kinds of columns."""
    model = package.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = (
        vectors.cost,
        vectors.lower,
        vectors.upper,
    )
    model.row_lower_, model.row_upper_ = vectors.row_lower, vectors.row_upper
    model.a_matrix_.format_ = package.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    kinds = package.HighsVarType
    model.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in vectors.integral]
    return model
