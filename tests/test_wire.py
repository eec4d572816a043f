"""What goes over the wire comes back the same; whatever else comes raises NotPlain and nothing else."""

import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tconv_lib.teach.grader.wire import DTYPES, LARGEST, NotPlain, packed, receive, send, unpacked

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8"))
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0))
)
PLAIN = st.recursive(
    SCALARS | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=10,
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def there_and_back(value):
    pipe = io.BytesIO()
    send(pipe, {"value": packed(value)})
    pipe.seek(0)
    return unpacked(receive(pipe)["value"])


@given(PLAIN)
def test_plain_values_come_back(value):
    assert there_and_back(value) == value


@given(ARRAYS)
def test_arrays_come_back(array):
    back = np.asarray(there_and_back(array))
    assert back.dtype == array.dtype and back.shape == array.shape
    np.testing.assert_array_equal(back, array)


@given(st.binary(max_size=200))
def test_any_bytes(data):
    try:
        message = receive(io.BytesIO(data))
    except NotPlain:
        return
    assert message is None or isinstance(message, dict)


@given(JSON)
def test_any_json(data):
    try:
        unpacked(data)
    except NotPlain:
        pass


FORGED = {
    "bytes missing": {"dtype": "<f8", "shape": [2], "base64": "AAAA"},
    "objects": {"dtype": "|O", "shape": [1], "base64": "AAAAAAAAAAA="},
    "negative": {"dtype": "<f8", "shape": [-1], "base64": ""},
    "an axis without end": {"dtype": "<f8", "shape": [10**30, 0], "base64": ""},
    "no numbers": {"dtype": "<f8", "shape": [True, "1"], "base64": ""},
    "nothing, in more places than there are": {"dtype": "<f8", "shape": [10**6] * 15 + [0], "base64": ""},
    "many axes": {"dtype": "<f8", "shape": [0] * 100, "base64": ""},
    "no base 64": {"dtype": "<f8", "shape": [0], "base64": "é"},
    "more than there should be": {"tuple": [], "list": []},
    "complex without bounds": {"complex": [10**400, 0]},
    "nothing": {},
}


@pytest.mark.parametrize("name", FORGED)
def test_forged(name):
    with pytest.raises(NotPlain):
        unpacked(FORGED[name])


@pytest.mark.parametrize("data", [b"[" * 10**5, b'{"a":' * 10**5, b"9" * 10**5, b"\xff\xfe", b"3"])
def test_forged_messages(data):
    with pytest.raises(NotPlain):
        receive(io.BytesIO(len(data).to_bytes(4, "big") + data))


def test_too_much_is_refused_by_its_header():
    with pytest.raises(NotPlain, match="more than"):
        receive(io.BytesIO((LARGEST + 1).to_bytes(4, "big")), LARGEST)


@pytest.mark.parametrize("value", [object(), {}, {1}, print, (x for x in []), np.array([print]), np.array(["x"])])
def test_what_cannot_be_said(value):
    with pytest.raises(NotPlain):
        packed(value)


def test_lies_do_not_come_through():
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

    back = there_and_back(np.zeros(2).view(Liar))
    assert type(back) is np.ndarray and not (back == 1).any()
    assert json.dumps(packed([range(3), np.int8(3)])) == '[[0, 1, 2], {"dtype": "|i1", "shape": [], "base64": "Aw=="}]'
    assert there_and_back("\ud800") == "?"
