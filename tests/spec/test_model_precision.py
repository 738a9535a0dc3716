"""The model's own precision is the true one, within .02, on lists of each kind; a drifted model is found out."""

import importlib
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
import pytest
from tools.invent import linkable

from sijill.linkage import link
from sijill.linkage.evaluate import BELIEVED, evaluate

linking = importlib.import_module("sijill.linkage.link")  # the package's own name for it is the function


def precisions(made):
    """(what the model says, what is true) of the merged pairs."""
    found = link(made.records)
    measured = evaluate(found.clusters, made.entity).pairwise
    assert measured.proposed == pc.sum(pc.equal(found.pairs["decision"], "merge")).as_py() > 500
    return found.report["expected_precision"], measured.precision


@pytest.mark.parametrize("kind", linkable.KINDS)
def test_the_model_knows_how_often_it_is_right(kind):
    model, true = precisions(linkable.KINDS[kind]("two"))
    assert abs(model - true) <= BELIEVED


def test_a_drifted_model_is_found_out(monkeypatch):
    """As plain EM ends on lists with many kin: differing names belong to the same person, of whom there are many."""
    learn = linking.learn

    def drifted(*arguments, **options):
        learned = learn(*arguments, **options)
        log_p, prior = learned.model.log_p.copy(), learned.model.prior.copy()
        for name in (0, 1):  # given, father
            log_p[0, name] = np.log2(0.5 * 2.0 ** log_p[0, name] + 0.5 * 2.0 ** log_p[3, name])
        prior[..., 0] += 6.0
        return replace(learned, model=learned.model._replace(log_p=log_p, prior=prior))

    monkeypatch.setattr(linking, "learn", drifted)
    model, true = precisions(linkable.five_lists("two"))
    assert model - true > BELIEVED
