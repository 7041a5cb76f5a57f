"""Small forecasts as records."""

import numpy as np

from wfm.demand import Demand


def demand(volume, aht, *, start=None, queue=None, interval=1800.0, queues=("",), zone=None):
    rows = len(volume)
    start = np.arange(rows) * int(interval) if start is None else np.asarray(start)
    return Demand(
        queues=queues,
        queue=np.asarray(queue if queue is not None else np.zeros(rows), dtype=np.int32),
        start=start.astype(np.int64),
        volume=np.asarray(volume, dtype=float),
        aht=np.broadcast_to(np.asarray(aht, dtype=float), (rows,)).copy(),
        interval=interval,
        zone=zone,
        line=np.arange(2, rows + 2),
        source="test.csv",
    )
