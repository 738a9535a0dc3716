"""Score name pairs with nomenklatura's logic_v2. Runs in an environment of its own (see `bench.names`): stdin JSON
list of [a, b], stdout JSON {"scores": […], "seconds": …}. Not imported by anything of ours.
"""

import json
import sys
import time


def main() -> None:
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    assert algorithm is not None
    config = algorithm.default_config()
    pairs = json.load(sys.stdin)

    def person(key: str, name: str):
        return model.get_proxy({"id": key, "schema": "Person", "properties": {"name": [name]}})

    algorithm.compare(person("w", "warm up"), person("x", "warm up"), config)
    start = time.process_time()
    # Ids of their own for every pair: the algorithm caches what it knows about an entity by its id.
    scores = [
        algorithm.compare(person(f"a{at}", a), person(f"b{at}", b), config).score
        for at, (a, b) in enumerate(pairs)
    ]
    json.dump({"scores": scores, "seconds": time.process_time() - start}, sys.stdout)


if __name__ == "__main__":
    main()
