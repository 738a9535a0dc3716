"""What is believed of pairs within clusters: the best path of one or two steps."""

import numpy as np

from sijill.linkage import calibrate
from sijill.linkage.calibrate import probability, within_clusters
from sijill.linkage.cluster import pairs_within
from sijill.linkage.link import numbered


def test_clusters_of_one_size_are_weighed_as_each_by_itself():
    rng = np.random.default_rng(5)
    label = np.repeat(np.r_[0, 2, 5, 9, 12, 18], [2, 3, 4, 3, 6, 1])
    left, right = pairs_within(label)
    odds = rng.normal(3, 4, len(left))
    mixed = rng.permutation(len(left))
    found = within_clusters(label, left[mixed], right[mixed], odds[mixed])
    for root in np.unique(label):
        some = label[left[mixed]] == root
        one, other, each = left[mixed][some], right[mixed][some], odds[mixed][some]
        alone = calibrate._best_paths(one, other, probability(each)) if some.sum() > 1 else probability(each)
        assert np.array_equal(found[some], alone)


def test_pairs_that_are_not_all_of_a_cluster_are_weighed_too():
    label = np.zeros(4, int)
    found = within_clusters(label, np.array([0, 1]), np.array([1, 2]), np.array([2.0, 3.0]))
    assert np.array_equal(found, probability(np.array([2.0, 3.0])))


def test_clusters_are_numbered_by_their_smallest_record_id():
    ids = ["b", "é", "a", "Z", "عمر"]
    assert numbered(np.array([0, 1, 0, 3, 1]), ids) == {"Z": 0, "a": 1, "b": 1, "é": 2, "عمر": 2}
    assert list(numbered(np.array([0, 1, 0, 3, 1]), ids)) == sorted(ids)
    assert numbered(np.zeros(0, int), []) == {}
