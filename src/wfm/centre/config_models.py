"""Which keys of a queue in ``centre.toml`` each model has, and which it needs."""

from __future__ import annotations

__all__ = ["MODEL_KEYS", "REQUIRED_KEYS", "TARGET_KEYS", "cure_for"]

# The keys that not every model has. A new model adds its line here, its name to the key `model`
# of `QueueTable`, and the keys that no other model has to `QueueTable`.
_CALL_KEYS = ("priority", "redial", "resolution", "forecast", "automation", "aht_change")
MODEL_KEYS: dict[str, tuple[str, ...]] = {
    "erlang_c": ("target", "asa", *_CALL_KEYS),
    "erlang_a": ("target", "asa", "abandonment", "patience", *_CALL_KEYS),
    "chat": (
        "target",
        "asa",
        "abandonment",
        "patience",
        "concurrency",
        "overhead",
        "automation",
        "aht_change",
    ),
    "deferred": (
        "within",
        "share",
        "deadline",
        "hours",
        "safety",
        "backlog",
        "backlog_age",
        "resolve_within",
        "resolve_share",
        "follow_up",
        "follow_up_aht",
        "automation",
        "aht_change",
    ),
}
REQUIRED_KEYS: dict[str, dict[str, str]] = {
    "erlang_c": {},
    "erlang_a": {
        "patience": "patience, the mean time until a caller abandons, for example patience = '3m'",
    },
    "chat": {},
    "deferred": {"within": "a response-time target, for example within = '24h'"},
}
# The parts of a service target, of which a live queue has at least one.
TARGET_KEYS = ("target", "asa", "abandonment", "max_occupancy")
# What to do instead, for keys that are often tried with another model.
_CURES = {
    ("erlang_c", "patience"): "use model = 'erlang_a' for customers who abandon",
    ("erlang_c", "abandonment"): "use model = 'erlang_a' and patience for customers who abandon",
    ("deferred", "patience"): "deferred work has no waiting customers",
    ("deferred", "target"): "the target of deferred work is within and share",
    ("deferred", "asa"): "the target of deferred work is within and share",
}


def cure_for(model: str, name: str) -> str:
    """What to do instead of a key that a model does not have; empty for most.

    Examples
    --------
    >>> cure_for("deferred", "patience")
    'deferred work has no waiting customers'
    """
    return _CURES.get((model, name), "")
