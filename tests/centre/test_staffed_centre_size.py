"""A centre of very many queues takes time in proportion to them."""

import cProfile
import pstats

import numpy as np

from wfm.centre.config import read_centre
from wfm.centre.plan import staff_centre
from wfm.centre.records import Centre, Queue
from wfm.demand import Demand
from wfm.targets import Target


def centre_of(count):
    target = Target(0.75, 30)
    return Centre(tuple(Queue(f"line {n}", "erlang_c", target=target) for n in range(count)))


def demand_of(centre):
    count = len(centre.queues)
    start = np.tile(np.array([1772445600, 1772447400]), count)
    return Demand(
        start=start,
        queue=np.repeat(np.arange(count, dtype=np.int32), 2),
        volume=np.tile([4.0, 9.0], count),
        aht=np.full(2 * count, 240.0),
        line=np.zeros(2 * count, np.int32),
        queues=tuple(queue.name for queue in centre.queues),
        interval=1800,
        zone=None,
        source="lines.csv",
        notes=(),
    )


def calls(work, count):
    """How often each function is called, which unlike a time does not depend on the machine."""
    profile = cProfile.Profile()
    profile.runcall(work, count)
    return {name: figures[1] for name, figures in pstats.Stats(profile).stats.items()}


def faster_than_the_queues(work):
    """The functions of which four times the queues take more than four times the calls."""
    work(3)  # what is imported or remembered on first use is not counted
    few, many = calls(work, 15), calls(work, 60)
    return [name for name, count in many.items() if count > 4.2 * few.get(name, 0) + 60]


def test_calls_for_a_plan_grow_with_the_queues_alone():
    def plan(count):
        centre = centre_of(count)
        staff_centre(demand_of(centre), centre)

    assert faster_than_the_queues(plan) == []


def test_calls_for_a_file_grow_with_the_queues_alone(tmp_path):
    def read(count):
        path = tmp_path / "lines.toml"
        path.write_text(
            "".join(f'[[queue]]\nname = "line {n}"\ntarget = "75/30"\n' for n in range(count)),
            encoding="utf-8",
        )
        read_centre(path)

    assert faster_than_the_queues(read) == []
