"""Candidate pairs scored in the executors of a Spark cluster, by the kernel of ``numba``; everything else as there.

The driver reads and codes the records, finds the blocks, learns from a sample and clusters. What it hands out is one
file of arrays, which every machine fetches once and maps into memory, and ranges of records: the pairs of a range are
scored where the range goes. Each pair belongs to its later record, so that none is scored twice, whatever the ranges.

Without ``SIJILL_SPARK_MASTER`` the cluster is this machine: the driver listens on 127.0.0.1 alone, and there is no user
interface. With it, Spark's own configuration (``SPARK_CONF_DIR``) holds.
"""

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.errors import UsageError
from sijill.linkage.engines import arrays_file
from sijill.linkage.engines.numba import NumbaEngine
from sijill.linkage.features import Coded
from sijill.linkage.model import AGAINST, BAND, Graph, Model

if TYPE_CHECKING:
    from sijill.linkage.block import Blocks

Array = npt.NDArray[Any]

MASTER: Final = "SIJILL_SPARK_MASTER"
RANGES: Final = "SIJILL_SPARK_RANGES"
HERE: Final = "local[2]"
RANGES_HERE: Final = 4
_BLOCKS: Final = ("starts", "members", "points", "ptr", "block_of")
FOUND: Final = "left long, right long, odds double, seen long"
_LOCAL: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.artifact.isolation.enabled": "false",
}


class SparkEngine(NumbaEngine):
    """``scan`` in the cluster; what is left is done where the driver is."""

    def scan(
        self,
        coded: Coded,
        model: Model,
        blocks: "Blocks",
        *,
        floor: float,
        chosen: Array | None = None,
    ) -> tuple[Graph, int]:
        spark = session()
        visited = np.arange(len(coded.list_code)) if chosen is None else np.flatnonzero(chosen)
        with TemporaryDirectory(prefix="sijill-spark-") as scratch:
            # A name of its own for each file: what a machine has fetched is known to it by name.
            path = Path(scratch) / f"{Path(scratch).name}.arrays"
            contents = arrays_file.write(path, _handed_out(coded, model, blocks, visited, chosen))
            spark.sparkContext.addFile(str(path))
            ranges = int(os.environ.get(RANGES, RANGES_HERE))
            work: Callable[..., Any] = partial(
                scored_ranges,
                name=path.name,
                contents=contents,
                composite=model.composite,
                ranges=ranges,
                floor=floor,
                training=chosen is not None,
            )
            found = spark.range(0, ranges, 1, ranges).mapInArrow(work, FOUND).toArrow()
        # The last row of each range says how many candidates it has looked at.
        pairs = found.filter(pa.compute.greater_equal(found["left"], 0))
        seen = int(pa.compute.sum(found["seen"]).as_py() or 0)
        left, right, odds = (pairs[name].to_numpy() for name in ("left", "right", "odds"))
        order = np.lexsort((right, left))
        return Graph(left=left[order], right=right[order], odds=odds[order]), seen


def _handed_out(
    coded: Coded, model: Model, blocks: "Blocks", visited: Array, chosen: Array | None
) -> dict[str, Array]:
    out = {f"coded.{name}": value for name, value in coded._asdict().items()}
    out |= {
        f"model.{name}": value
        for name, value in model._asdict().items()
        if name not in ("composite", "band", "against")
    }
    out |= {f"blocks.{name}": getattr(blocks, name) for name in _BLOCKS}
    out["blocks.enough"] = np.array([blocks.enough])
    return out | {"visited": visited, "chosen": np.zeros(0, np.bool_) if chosen is None else chosen}


def scored_ranges(
    batches: Iterator[pa.RecordBatch],
    *,
    name: str,
    contents: dict[str, Any],
    composite: bool,
    ranges: int,
    floor: float,
    training: bool,
) -> Iterator[pa.RecordBatch]:
    """In an executor: the kept pairs of the ranges whose numbers come in."""
    from pyspark import SparkFiles

    whole = _Whole.of(SparkFiles.get(name), _frozen(contents), composite)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            graph, seen = whole.scan(number, ranges, floor=floor, training=training)
            count = len(graph.left)
            yield pa.RecordBatch.from_pydict(
                {
                    "left": np.append(graph.left, -1),
                    "right": np.append(graph.right, -1),
                    "odds": np.append(graph.odds, 0.0),
                    "seen": np.append(np.zeros(count, np.int64), seen),
                }
            )


def _frozen(contents: dict[str, Any]) -> tuple[tuple[str, str, tuple[int, ...], int], ...]:
    return tuple((name, dtype, tuple(shape), begin) for name, (dtype, shape, begin) in contents.items())


class _Whole:
    """What was handed out, mapped; kept by the worker between the ranges that it is given."""

    def __init__(self, path: str, contents: Any, composite: bool) -> None:
        arrays = arrays_file.read(
            Path(path), {name: (dtype, shape, begin) for name, dtype, shape, begin in contents}
        )

        def part(prefix: str) -> dict[str, Array]:
            return {
                name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)
            }

        self._coded = Coded(**part("coded."))
        self._model = Model(**part("model."), composite=composite, band=BAND, against=AGAINST)
        self._blocks = part("blocks.")
        self._visited, self._chosen = arrays["visited"], arrays["chosen"]
        self._engine = NumbaEngine(threads=1, in_parts=True)

    @staticmethod
    @lru_cache(maxsize=1)
    def of(path: str, contents: Any, composite: bool) -> "_Whole":
        return _Whole(path, contents, composite)

    def scan(self, number: int, ranges: int, *, floor: float, training: bool) -> tuple[Graph, int]:
        """Every ``ranges``-th record is visited: neighbours in the order are alike in how much there is to do."""
        from sijill.linkage.block import Blocks

        mine = np.zeros(len(self._coded.list_code), np.bool_)
        mine[self._visited[number::ranges]] = True
        ptr, block_of = self._blocks["ptr"], self._blocks["block_of"]
        size = np.where(mine, np.diff(ptr), 0)
        blocks = Blocks(
            starts=self._blocks["starts"],
            members=self._blocks["members"],
            ptr=np.concatenate([[0], np.cumsum(size)]),
            block_of=block_of[np.repeat(mine, np.diff(ptr))],
            points=self._blocks["points"],
            enough=int(self._blocks["enough"][0]),
            report={},
        )
        chosen = self._chosen if training else None
        return self._engine.scan(self._coded, self._model, blocks, floor=floor, chosen=chosen)


@cache
def session() -> Any:  # pyspark ships no complete types
    """The session of this process. Raises ``UsageError`` where PySpark or Java is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise UsageError(
            "PySpark is not installed", remedy='Install Sijill with its extra "spark"'
        ) from problem
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder: Any = SparkSession.builder.appName("sijill")
    master = os.environ.get(MASTER)
    if master:
        builder = builder.master(master)
    else:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.master(HERE)
        for name, value in _LOCAL.items():
            builder = builder.config(name, value)
    try:
        made = builder.getOrCreate()
    except Exception as problem:  # the gateway raises its own kinds
        raise UsageError(
            "Spark does not start", remedy="Java 17 or newer must be installed, and JAVA_HOME be right"
        ) from problem
    made.sparkContext.setLogLevel("ERROR")
    return made
