"""The small tables of ``capacity.toml``: demand, hiring, overtime, temps, outsourcer, reviews."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from wfm.capacity_planning.capacity_values import (
    AmountsElseNone,
    DaysChanges,
    Growth,
    Month,
    MonthNames,
    SignedChange,
    share_like,
)
from wfm.capacity_planning.monthly_values import MonthlyValues
from wfm.config.file_keys import key
from wfm.config.toml_table import Check, Table
from wfm.errors import InputError
from wfm.io.forecast.read_options import check_options, options_of

__all__ = [
    "ChangeTable",
    "DemandTable",
    "HireTable",
    "OutsourcerTable",
    "OvertimeTable",
    "PilotTable",
    "ReadingTable",
    "ReviewTable",
    "SupportTable",
    "TempTable",
    "TransferTable",
    "overlap_check",
]

_MOST_PEOPLE = 1_000_000


class ChangeTable(Table):
    """A change of the volume or of the AHT that comes in over some months."""

    synonyms: ClassVar[dict[str, str]] = {
        "start": "from",
        "contacts": "volume",
        "months": "ramp_months",
    }

    examples: ClassVar[dict[str, str]] = {"from": "from = '2027-06'"}

    begin: Annotated[
        Month, key("First month that has a part of it: '2027-06'", "month", alias="from")
    ]
    ramp_months: Annotated[
        int, key("Months until it is complete; 1 for all of it at once", "months", ge=1, le=120)
    ] = 1
    volume: Annotated[
        SignedChange, key("Change of the contacts once it is complete: '-30%'", "%")
    ] = 0.0
    aht: Annotated[
        SignedChange,
        key("Change of the AHT of the contacts that remain, once it is complete: '-12%'", "%"),
    ] = 0.0

    def checks(self) -> Iterable[Check]:
        """Something changes, and fewer contacts remain."""
        return self._changes(), self._fewer()

    def _changes(self) -> Check:
        """The volume or the AHT changes."""
        if not self.volume and not self.aht:
            yield "volume", "needs volume = '-30%' or aht = '-12%', or both"

    def _fewer(self) -> Check:
        """Automation and self-service take contacts away."""
        if self.volume > 0:
            yield "volume", "must be below 0, which takes contacts away; more of them are growth"


class DemandTable(Table):
    """How contacts and AHT change from month to month."""

    growth: Annotated[
        Growth, key("Growth of the contacts: '1.5%' from month to month, or '20% a year'", "%")
    ] = MonthlyValues(other=0.0)
    season: Annotated[
        DaysChanges,
        key(
            "Change of the contacts by month, or on some days: {nov = '40%'}, "
            "{'11-15..12-26' = '40%'}",
            "%",
        ),
    ] = MonthlyValues(other=0.0)
    aht_season: Annotated[
        DaysChanges, key("Change of the AHT by month, or on some days: {dec = '5%'}", "%")
    ] = MonthlyValues(other=0.0)
    automation: Annotated[
        tuple[ChangeTable, ...],
        key("[demand.automation]: what software takes over; a table, or a list of them"),
    ] = ()
    deflection: Annotated[
        tuple[ChangeTable, ...],
        key("[demand.deflection]: what self-service resolves; a table, or a list of them"),
    ] = ()

    def checks(self) -> Iterable[Check]:
        """Values by month do not contradict each other."""
        return tuple(overlap_check(name, getattr(self, name)) for name in ("season", "aht_season"))


class ReadingTable(Table):
    """How the forecast of a team is read, as by the options of ``wfm staff``."""

    synonyms: ClassVar[dict[str, str]] = {"map": "columns"}

    interval: Annotated[str | float | None, key("Length of the intervals", "s")] = None
    tz: Annotated[str | None, key("Time zone of the local times")] = None
    date: Annotated[datetime.date | None, key("Date of a usual day without a date")] = None
    week_of: Annotated[
        datetime.date | None, key("A date of the week, where the file has names of weekdays")
    ] = None
    date_format: Annotated[str | None, key("Format of the dates, as for strptime")] = None
    dayfirst: Annotated[bool | None, key("Whether 05/01/2026 is 5 January")] = None
    aht_unit: Annotated[str | None, key("Unit of the AHT column")] = None
    fill: Annotated[
        Literal["keep", "zero", "error"] | None, key("Intervals missing within a day")
    ] = None
    sheet: Annotated[str | None, key("Sheet of a workbook")] = None
    delimiter: Annotated[str | None, key("Delimiter of the columns")] = None
    decimal: Annotated[str | None, key("Decimal mark")] = None
    thousands: Annotated[str | None, key("Mark between thousands")] = None
    encoding: Annotated[str | None, key("Encoding of the text")] = None
    columns: Annotated[
        dict[str, str] | None,
        key("Heading of each quantity that is not to be detected: {aht = 'Handle time'}"),
    ] = None
    layout: Annotated[str | None, key("Layout of an exported file: 'genesys'")] = None

    def checks(self) -> Iterable[Check]:
        """The forecast reader accepts each of them."""
        return tuple(self._accepted(name) for name in type(self).model_fields)

    def _accepted(self, name: str) -> Check:
        """The forecast reader accepts a key."""
        value = getattr(self, name)
        if value is not None:
            try:
                check_options(options_of(**{name: value}))
            except InputError as error:
                yield name, str(error).removesuffix(".").removeprefix(f"{name} ")

    def keywords(self) -> dict[str, Any]:
        """The keys that are set, as keywords of `wfm.read_forecast`."""
        return {name: value for name, value in self if value is not None}


class HireTable(Table):
    """How people are hired."""

    class_min: Annotated[int, key("Fewest people of a class", "people", ge=1, le=_MOST_PEOPLE)] = 1
    class_max: Annotated[
        int, key("Most people of a class; 0: no one can be hired", "people", ge=0, le=_MOST_PEOPLE)
    ] = 1_000
    lead_months: Annotated[
        int, key("Months from the decision to the first day", "months", ge=0, le=60)
    ] = 0
    cost: Annotated[
        float, key("Cost of one hire: search, equipment, trainer", ge=0, allow_inf_nan=False)
    ] = 0.0

    def checks(self) -> Iterable[Check]:
        """The sizes of a class are in order."""
        return (self._order(),)

    def _order(self) -> Check:
        """The largest class is not smaller than the smallest."""
        if 0 < self.class_max < self.class_min:
            yield "class_max", f"{self.class_max} must be at least class_min, {self.class_min}"


class OvertimeTable(Table):
    """Overtime of settled people."""

    examples: ClassVar[dict[str, str]] = {"cap": "cap = '10%'"}

    cap: Annotated[
        float,
        share_like("10%", gt=0, le=1),
        key("Most overtime, as a share of paid hours: '10%'", "%", gt=0, le=1),
    ]
    rate: Annotated[
        float, key("Pay of an hour of overtime, as a multiple of the usual", ge=0, le=10)
    ] = 1.5


class TempTable(Table):
    """Temporary staff."""

    examples: ClassVar[dict[str, str]] = {"max": "max = 5", "pay": "pay = 3500"}

    max: Annotated[
        AmountsElseNone, key("Most temps at a time: a number, or by month, none in others", "FTE")
    ]
    pay: Annotated[float, key("Of one temp a month", ge=0, allow_inf_nan=False)]
    productivity: Annotated[
        float,
        share_like("90%", gt=0, le=2),
        key("What temps do in an hour, against settled people", "%", gt=0, le=2),
    ] = 1.0
    months: Annotated[
        MonthNames,
        key("Months in which temps can be had: ['nov', 'dec']; all by default", "months"),
    ] = ()
    whole: Annotated[bool, key("Whether temps are whole people")] = False

    def checks(self) -> Iterable[Check]:
        """The months of temps are given once."""
        return self._once(), overlap_check("max", self.max)

    def _once(self) -> Check:
        """Either `max` is by month, or `months` names them."""
        if self.months and self.max.entries:
            yield "months", "contradicts max, which is by month: write only one of them"


class OutsourcerTable(Table):
    """Work that another company does."""

    examples: ClassVar[dict[str, str]] = {"max": "max = 10"}

    max: Annotated[float, key("Most that it takes over", "FTE", gt=0, allow_inf_nan=False)]
    price: Annotated[
        float | None, key("Of one productive FTE a month", ge=0, allow_inf_nan=False)
    ] = None
    price_per_contact: Annotated[
        float | None, key("Or of one contact", ge=0, allow_inf_nan=False)
    ] = None
    quality: Annotated[
        float,
        share_like("95%", gt=0, le=1),
        key("Share of its work that need not be done again", "%", gt=0, le=1),
    ] = 1.0

    def checks(self) -> Iterable[Check]:
        """There is one price."""
        return (self._one_price(),)

    def _one_price(self) -> Check:
        """A price of an FTE, or of a contact."""
        if (self.price is None) == (self.price_per_contact is None):
            cure = "write price" if self.price is None else "remove one of them"
            yield "price", f"needs price, of one FTE a month, or price_per_contact: {cure}"


class SupportTable(Table):
    """A role in proportion to the people of a team."""

    examples: ClassVar[dict[str, str]] = {
        "people_per_role": "people_per_role = 12",
        "pay": "pay = 4000",
    }

    people_per_role: Annotated[
        float, key("People of the team for each of the role: 12", "people", gt=0, le=1e6)
    ]
    pay: Annotated[float, key("Of one of the role a month", ge=0, allow_inf_nan=False)]


class ReviewTable(Table):
    """Contacts that are reviewed by people of their own."""

    examples: ClassVar[dict[str, str]] = {"share": "share = '5%'", "minutes": "minutes = 12"}

    share: Annotated[
        float,
        share_like("5%", gt=0, le=1),
        key("Share of the contacts that are reviewed: '5%'", "%", gt=0, le=1),
    ]
    minutes: Annotated[float, key("Of one review", "minutes", gt=0, le=1440)]
    pay: Annotated[
        float | None,
        key("Of one reviewer a month; that of the team by default", ge=0, allow_inf_nan=False),
    ] = None


class TransferTable(Table):
    """Settled people who change from one team to another."""

    examples: ClassVar[dict[str, str]] = {
        "from": "from = 'voice'",
        "to": "to = 'chat'",
        "month": "month = '2027-10'",
        "people": "people = 2",
    }

    source: Annotated[str, key("Team that they leave", min_length=1, alias="from")]
    to: Annotated[str, key("Team to which they go", min_length=1)]
    month: Annotated[Month, key("Month at whose start they change: '2027-10'", "month")]
    people: Annotated[int, key("How many", "people", ge=1, le=_MOST_PEOPLE)]


class PilotTable(Table):
    """Costs of a pilot besides its people."""

    setup: Annotated[float, key("Paid once", ge=0, allow_inf_nan=False)] = 0.0
    tooling_per_month: Annotated[
        float, key("Licences and telephony of all, a month", ge=0, allow_inf_nan=False)
    ] = 0.0
    tooling_per_person: Annotated[
        float, key("Licences of one person, a month", ge=0, allow_inf_nan=False)
    ] = 0.0
    contingency: Annotated[
        float, share_like("15%", le=10), key("On the cost of labour: '15%'", "%", le=10)
    ] = 0.0


def overlap_check(name: str, values: MonthlyValues | None) -> Check:
    """No two entries of one quantity name the same days."""
    for one, other in values.overlaps() if values is not None else ():
        yield name, f"must have one value of each month: {one!r} and {other!r} name the same"
