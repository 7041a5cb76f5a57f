"""``[[premium]]`` of ``centre.toml``: hours of the week that cost more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from wfm.centre.config_values import Share
from wfm.config.file_keys import key
from wfm.config.toml_table import Check, Table
from wfm.config.weekly_values import EVERY_DAY, Hours, Weekdays
from wfm.hour_premiums import HourPremium

__all__ = ["HourPremiumTable"]


class HourPremiumTable(Table):
    """What a paid hour costs more in some hours of the week."""

    hours: Annotated[
        Hours, key("Hours for which it holds: '22:00-06:00' may pass midnight", "time")
    ] = (0, 86_400)
    days: Annotated[Weekdays, key("Weekdays on which these hours begin", "weekdays")] = EVERY_DAY
    share: Annotated[Share, key("Share of the cost of an hour: '25%'", "%", le=10)] = 0.0
    amount: Annotated[
        float, key("Or an amount on top of the cost of an hour", ge=0, le=1e9, allow_inf_nan=False)
    ] = 0.0

    def checks(self) -> Iterable[Check]:
        """What an hour costs more is given in one form."""
        return (self._one_form(),)

    def _one_form(self) -> Check:
        """A share or an amount."""
        if bool(self.share) == bool(self.amount):
            yield "share", "needs either share = '25%' or amount = 3.50, above 0"

    def record(self) -> HourPremium:
        """The premium as a plain record."""
        begin, end = self.hours
        return HourPremium(tuple(sorted(self.days)), begin, end, self.share, self.amount)
