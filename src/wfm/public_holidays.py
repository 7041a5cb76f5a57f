"""Public holidays of a country or region, by the package ``holidays``."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from types import ModuleType

from wfm._extras import optional_package
from wfm.errors import InputError
from wfm.option_text import option

__all__ = ["public_holidays"]

_SHOWN = 5  # codes that an error lists
_LONGEST = 80  # characters of a text for which similar ones are looked for


def public_holidays(
    place: str,
    years: Iterable[int],
    *,
    purpose: str = "closing on public holidays",
    name: str = "holidays",
) -> dict[date, str]:
    """The public holidays of a country or region.

    Parameters
    ----------
    place : str
        Code of a country, with a region after a hyphen: "US", "US-NY", "DE-BY".
    years : iterable of int
        The years.
    purpose : str
        What needs them, for the error of a package that is not installed.
    name : str
        The argument that names the place, for errors.

    Returns
    -------
    dict of date to str
        Name of each holiday.

    Raises
    ------
    UsageError
        If the package is not installed.
    InputError
        If it does not know the place; the message has the nearest codes.
    """
    package = optional_package("holidays", purpose)
    country, _, part = place.partition("-")
    try:
        days = package.country_holidays(country, subdiv=part or None, years=list(years))
    except NotImplementedError:
        named = option(name) if name != "holidays" else name  # a key of a file
        raise InputError(
            f"{named} must be a country, or a country and a region, such as US, US-NY or DE-BY: "
            f"got {place!r}{_nearest(package, country, part)}.",
            name=name,
            value=place,
        ) from None
    return dict(days.items())


def _nearest(package: ModuleType, country: str, part: str) -> str:
    """The codes of countries, or of regions of a known country, that are most like the text."""
    known: dict[str, list[str]] = package.list_supported_countries()
    regions = known.get(country)
    if regions is not None:
        if not regions:
            return f"; {country} has no regions"
        similar = _similar(part, {code: code for code in regions}) or regions[:_SHOWN]
        more = ", …" * (len(similar) < len(regions))
        return f"; regions of {country}: {', '.join(similar)}{more}"
    similar = _similar(country, _codes(package, known))
    return f"; nearest: {', '.join(similar)}" if similar else ""


def _codes(package: ModuleType, known: Iterable[str]) -> dict[str, str]:
    """The code of each country by its codes and its name."""
    codes = {code: code for code in known if len(code) == 2}
    registry = getattr(package, "registry", None)
    for name, two, *_ in getattr(registry, "COUNTRIES", {}).values():
        if two in codes:
            codes[name] = two
    return codes


def _similar(text: str, codes: dict[str, str]) -> list[str]:
    """The codes whose names are most like a text."""
    if len(text) > _LONGEST:
        return []
    by_name = {one.casefold(): code for one, code in codes.items()}
    found = difflib.get_close_matches(text.strip().casefold(), by_name, _SHOWN, 0.5)
    return list(dict.fromkeys(by_name[one] for one in found))
