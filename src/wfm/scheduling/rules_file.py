"""``rules.toml``: shifts, breaks, contracts and prices, validated when the file is read.

All mistakes are reported at once, each with its key and line; for an unknown key the nearest
known one is suggested.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from wfm.config.file_keys import key
from wfm.config.similar_words import nearest
from wfm.config.toml_file import read_toml
from wfm.config.toml_lines import KeyPath
from wfm.config.toml_table import Check, Table
from wfm.config.weekly_values import Hours
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.request import Prices, ShiftRules
from wfm.scheduling.rule_tables import (
    BreakEntry,
    ContractRule,
    CoverRule,
    FairnessRule,
    MinimumRule,
    ShiftRule,
)
from wfm.scheduling.rule_values import Weekday
from wfm.scheduling.shift_templates import BreakRule, Template

__all__ = ["EXAMPLE", "Rules", "default_rules", "read_rules"]


class Rules(Table):
    """A whole file of rules."""

    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "week_starts": ("contract",),
        "night": (
            "fairness.night",
            "contract.max_consecutive_nights",
            "contract.rest_after_nights",
        ),
    }

    week_starts: Annotated[
        Weekday, key("First day of the weeks of contracts: 'Mon', 'Sun'", "weekday")
    ] = 0
    night: Annotated[
        Hours, key("Night; a shift of which 3 hours or more lie in it is a night shift", "time")
    ] = (82_800, 21_600)
    cover: Annotated[CoverRule, key("[cover]: what must be covered, and the prices")] = CoverRule()
    minimum: Annotated[
        tuple[MinimumRule, ...], key("[[minimum]]: fewest people at certain hours")
    ] = ()
    shift: Annotated[list[ShiftRule], key("[[shift]]: at least one kind of shift", min_length=1)]
    rest_break: Annotated[
        tuple[BreakEntry, ...],
        Field(alias="break", description="[[break]]: breaks of the shifts"),
    ] = ()
    contract: Annotated[
        tuple[ContractRule, ...],
        key("[[contract]]: rules of weeks; with them, people are planned and not only shifts"),
    ] = ()
    fairness: Annotated[
        FairnessRule, key("[fairness]: prices of what people by name share unequally")
    ] = FairnessRule()

    def checks(self) -> Iterable[Check]:
        """Names of shifts are unique, and every shift that a rule names exists."""
        yield from super().checks()
        yield self._own_names()
        yield self._contract_names()
        yield self._named_keys(("fairness", "unpopular"), self.fairness)
        for i, rest in enumerate(self.rest_break):
            yield self._users(("break", i, "shifts"), rest)
        for i, contract in enumerate(self.contract):
            yield self._users(("contract", i, "shifts"), contract)
            yield self._named_keys(("contract", i, "limits"), contract)

    def _own_names(self) -> Check:
        """Names of shifts that occur twice."""
        yield from _duplicates("shift", [shift.name for shift in self.shift])

    def _contract_names(self) -> Check:
        """Names of contracts that occur twice."""
        yield from _duplicates("contract", [contract.name for contract in self.contract])

    def _named_keys(self, path: KeyPath, table: FairnessRule | ContractRule) -> Check:
        """Shifts that are keys of a table."""
        for name in getattr(table, str(path[-1])):
            yield from self._unknown((*path, name), [name])

    def _users(self, path: KeyPath, rule: BreakEntry | ContractRule) -> Check:
        """Shifts that a break or a contract names."""
        yield from self._unknown(path, rule.shifts)

    def _unknown(self, path: KeyPath, wanted: Iterable[str]) -> Check:
        """Names of shifts that do not exist."""
        names = [shift.name for shift in self.shift]
        for name in wanted:
            if name not in names:
                yield path, f"unknown shift {name!r}{nearest(name, names)}"

    def templates(self) -> list[Template]:
        """The shifts, as records."""
        return [rule.record() for rule in self.shift]

    def contracts(self) -> list[Contract]:
        """The contracts, as records."""
        return [rule.record() for rule in self.contract]

    def breaks(self) -> list[BreakRule]:
        """The breaks, as records."""
        return [rule.record() for rule in self.rest_break]

    def shift_rules(
        self, agents: Sequence[Agent] = (), *, cyclic: bool | None = None
    ) -> ShiftRules:
        """What may be worked, as a record."""
        return ShiftRules(
            templates=self.templates(),
            breaks=self.breaks(),
            contracts=self.contracts(),
            agents=agents,
            opening_hours=self.cover.opening_hours,
            cyclic=cyclic,
            week_starts=self.week_starts,
            minimums=[rule.record() for rule in self.minimum],
            night=self.night,
        )

    def prices(self) -> Prices:
        """Prices and limits, as a record."""
        cover = self.cover
        return Prices(
            understaffed=cover.understaffed,
            shortage=cover.shortage,
            overstaffed=cover.overstaffed,
            distinct_shift=cover.distinct_shift,
            max_distinct_shifts=cover.max_distinct_shifts,
            full_time=cover.full_time,
            part_time=cover.part_time,
            min_share=cover.min_share,
            weekend=self.fairness.weekend,
            unpopular=self.fairness.unpopular,
            night=self.fairness.night,
            max_above_mean=self.fairness.max_above_mean,
        )


def _duplicates(table: str, names: Sequence[str]) -> Check:
    """Names of tables that occur twice."""
    for i, name in enumerate(names):
        if name in names[:i]:
            yield (table, i, "name"), f"duplicate {table} name {name!r}"


def read_rules(path: str) -> Rules:
    """Rules of a TOML file.

    Raises
    ------
    DataError
        Naming every mistake with its key and line.
    """
    return read_toml(path, Rules)


EXAMPLE = """\
# Rules for `wfm schedule --rules rules.toml`. Times are local times; 07:00-10:00 is a span.

# week_starts = "Mon"        # first day of the weeks of contracts
# night = "23:00-06:00"      # a shift with 3 hours or more of it is a night shift

[cover]
# understaffed = 200         # price of an understaffed agent-hour; without it, all must be covered
# shortage = "convex"        # the price rises with the missing share; or "linear"
# overstaffed = 0            # price of an overstaffed agent-hour
# distinct_shift = 0         # price of each distinct shift (name, start and length)
# min_share = "80%"          # share of the requirement to cover even if understaffing has a price
# The next three are not for contracts: remove them where there is a [[contract]].
max_distinct_shifts = 15     # limit on the number of distinct shifts
full_time = "60%"            # smallest share of full-time shifts (7 paid hours or more) of a day
part_time = 1                # price of a part-time shift: it must save more than this elsewhere
goal = "interval"            # or "day": meet the target over each day, not in each interval
# min_service_level = "50%"  # minimum service level of every interval with goal = "day"
opening_hours = true         # keep shifts inside the hours of the plan

[[shift]]
name = "full-time"
start = "00:00-23:30"        # first and last start
step = "30m"                 # time between two starts
length = ["8h30m"]           # from start to end, unpaid breaks included
days = "Mon-Sun"             # days on which the shift may start
pay = 1.0                    # pay per paid hour; with 1.0, cost is paid hours
# [[shift.premium]]          # extra pay for every hour of presence in certain hours
# hours = "22:00-06:00"
# share = "25%"

[[shift]]
name = "part-time"
start = "00:00-23:30"
step = "30m"
length = ["4h", "5h", "6h"]

[[break]]
kind = "lunch"
length = "30m"
paid = false
counted_from = "middle"      # as much of the shift before the break as behind; or "start", "end"
earliest = "-1h"             # first start of the break: one hour before that
latest = "1h"                # last start of the break: one hour after it
shifts = ["full-time"]       # shifts that have this break; without it, all
# min_shift_length = "6h"    # shortest shift that has this break
# max_shift_length = "12h"   # longest shift that has this break

[[break]]
kind = "break"
length = "15m"
paid = true
counted_from = "start"
earliest = "1h"
latest = "2h"

[[break]]
kind = "second break"
length = "15m"
paid = true
counted_from = "end"
earliest = "-2h"
latest = "-1h15m"            # no break in the last hour
shifts = ["full-time"]

# [[minimum]]                # fewest people at certain hours, whatever the plan requires
# agents = 2                 # present and not on a break
# hours = "22:00-06:00"
# days = "Mon-Sun"           # on which these hours begin
# queues = []                # without it, each queue of the plan

# [[contract]]               # with contracts, whole weeks of people are planned
# name = "five days"
# shifts = ["full-time"]     # shifts that may be worked; without it, all
# days_per_week = 5          # or [4, 5]: minimum and maximum
# weekly_hours = 40          # maximum of paid hours; or [30, 40]
# consecutive_days_off = 2   # in every week
# max_consecutive_days = 6   # days worked in a row
# rest = "11h"               # between two shifts
# start_flexibility = "1h"   # all starts differ from a middle by at most one hour
# start_spread = "2h"        # starts of one week differ by at most two hours; "0m": one start
# people = 30                # exactly; or max_people = 30
# period = 4                 # weeks of an average of hours; this and what follows: by name only
# min_consecutive_days = 2   # days worked in a row
# min_consecutive_days_off = 2
# weekends = 2               # with any work, in a period
# limits = { full-time = 20 }   # most shifts of a kind in a period
# max_consecutive_nights = 4 # night shifts in a row
# rest_after_nights = "46h"  # after a run of night shifts
# isolated_day_off = 3       # price of each single day off between two days of work

# [fairness]                 # prices of an unequal distribution among people by name
# weekend = 5                # of each weekend day that a person works more than another
# night = 3                  # of each night shift that a person works more than another
# unpopular = { part-time = 2 }   # of each such shift that a person works more than another
# max_above_mean = 1         # no person has more than one above the mean of the contract
"""


def default_rules() -> Rules:
    """The built-in rules: full-time shifts of 8 hours, and a few part-time ones of 4 to 6."""
    return Rules.model_validate(tomllib.loads(EXAMPLE))
