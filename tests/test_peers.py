"""The frameworks' own test cases, recorded by `make peers`: through the dialects, and both implementations."""

import pytest

from tconv_lib.recorded import peer_cases, peers_provenance
from tconv_lib.teach.oracle.peers import agrees, close

SUITES = peer_cases()


@pytest.mark.parametrize("suite, count", [("ONNX node tests", 11), ("PyTorch's samples", 32)])
def test_every_case_of_the_suite_agrees(suite, count):
    assert len(SUITES[suite]) == count
    assert [case.name for case in SUITES[suite] if not agrees(case)] == []


def test_among_them_are_groups_biases_and_all_ranks():
    cases = [case for suite in SUITES.values() for case in suite]
    assert sum(case.arguments.get("groups", case.arguments.get("group", 1)) > 1 for case in cases) == 10
    assert sum(case.bias is not None for case in cases) == 18
    assert {case.filters.ndim - 2 for case in cases} == {1, 2, 3}


def test_what_differs_is_noticed():
    case = SUITES["ONNX node tests"][0]
    assert close(case.output, case.output)
    assert not close(case.output[..., 1:], case.output)
    assert not close(case.output + 1e-3 * abs(case.output).max(), case.output)


def test_the_provenance_is_named():
    provenance = peers_provenance()
    assert provenance["script"] == "tconv_lib/teach/oracle/peers.py"
    assert {*provenance} == {"script", *SUITES}
