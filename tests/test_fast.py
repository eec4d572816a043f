"""The fast conv2d_transpose is the readable one, only faster."""

import platform
import subprocess
import sys
import tracemalloc
from functools import cache

import numpy as np
import pytest

from tconv_lib import ShapeError, conv2d_transpose, fast, inserted_size, legal_output_sizes
from tconv_lib.recorded import example_arrays, tensorflow_cases

CASES = [*tensorflow_cases()]
ACCEPTED = [case for case in CASES if case.error is None]
REJECTED = [case for case in CASES if case.error is not None]


def request(case):
    return *example_arrays(case), case.output_shape, case.strides, case.padding


def same(ours, theirs):
    return ours.dtype == theirs.dtype and ours.shape == theirs.shape and np.array_equal(ours, theirs)


def error_of(call, *arguments, **named):
    with pytest.raises((ShapeError, TypeError)) as caught:
        call(*arguments, **named)
    return caught.type, str(caught.value)


def difference(exact, input, filters, *rest, **named):
    """Largest difference to the readable result in float64, relative to the largest number of it."""
    ours = fast.conv2d_transpose(input, filters, *rest, **named)
    assert ours.dtype == input.dtype and ours.shape == exact.shape
    return abs(ours - exact).max() / max(abs(exact).max(), 1e-9)


def in_float64(input, filters, *rest, **named):
    return conv2d_transpose(input.astype(float), filters.astype(float), *rest, **named)


@pytest.fixture(params=["by index", "by its channels", "thin", "not thin", "small blocks", "thin in small blocks"])
def way(request, monkeypatch):
    """Every way through the function, also for arrays that would take another."""
    monkeypatch.setattr(fast, "FEW", 10**6 if request.param == "by index" else 0)
    if request.param in ("by index", "thin", "not thin"):
        monkeypatch.setattr(fast, "SMALL", 0)  # groups one after the other
    if "thin" in request.param:
        monkeypatch.setattr(fast, "THIN", 0 if "not" in request.param else 1000)
    if "blocks" in request.param:
        monkeypatch.setattr(fast, "CACHE", 1)
        monkeypatch.setattr(fast, "NEAR", 0)
        monkeypatch.setattr(fast, "FEWEST_PIXELS", 1)


def test_every_recorded_case(way):
    assert [case for case in ACCEPTED if not np.array_equal(fast.conv2d_transpose(*request(case)), case.values)] == []


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float32, np.float64])
def test_every_type(way, dtype):
    for case in ACCEPTED[:100]:
        input, filters, *rest = request(case)
        input, filters = abs(input).astype(dtype), (abs(filters) % 3).astype(dtype)
        assert same(fast.conv2d_transpose(input, filters, *rest), conv2d_transpose(input, filters, *rest))


def test_mixed_types(way):
    input, filters = np.ones((1, 2, 2, 1), np.int16), np.ones((3, 3, 1, 1), np.float32)
    assert same(fast.conv2d_transpose(input, filters, (4, 4), 2), conv2d_transpose(input, filters, (4, 4), 2))


@cache
def random_requests(padding, channels):
    """30 requests, each with its result in float64."""
    rng = np.random.default_rng(8)
    pairs = [padding] * 2 if isinstance(padding, str) else padding[-3:-1] if len(padding) == 4 else padding
    tried = []
    while len(tried) < 30:
        sizes, kernels, strides, dilations = rng.integers(1, 6, (4, 2)).tolist()
        axes = zip(sizes, kernels, strides, dilations, pairs)
        legal = [legal_output_sizes(i, inserted_size(k, d), s, p) for i, k, s, d, p in axes]
        if all(legal):
            groups = int(rng.choice([1, 1, 3]))
            input = rng.standard_normal((int(rng.integers(1, 4)), *sizes, groups * channels[0]), np.float32)
            filters = rng.standard_normal((*kernels, channels[1], groups * channels[0]), np.float32)
            shape = [int(rng.choice(sizes)) for sizes in legal]
            call, named = (input, filters, shape, strides, padding), dict(dilations=dilations, groups=groups)
            tried.append((in_float64(*call, **named), call, named))
    return tried


@pytest.mark.parametrize("padding", ["SAME", "VALID", ((1, 0), (0, 2)), ((0, 0), (3, 3), (2, 0), (0, 0))])
@pytest.mark.parametrize("channels", [(1, 1), (3, 2), (5, 20)])
def test_random_requests(way, padding, channels):
    for exact, call, named in random_requests(padding, channels):
        assert difference(exact, *call, **named) <= 1e-5


@pytest.mark.parametrize("kernel, stride", [(2, 2), (4, 2), (5, 2), (9, 3), (3, 1), (2, 3)])
@pytest.mark.parametrize("channels, groups", [((64, 3), 1), ((64, 32), 1), ((64, 1), 64), ((64, 2), 16), ((80, 3), 2)])
def test_layers(kernel, stride, channels, groups):
    rng = np.random.default_rng(9)
    input = rng.standard_normal((3, 20, 24, channels[0]), np.float32)
    filters = rng.standard_normal((kernel, kernel, channels[1], channels[0]), np.float32)
    call, named = (input, filters, (20 * stride, 24 * stride), stride), dict(groups=groups)
    assert difference(in_float64(*call, **named), *call, **named) <= 1e-5


def test_channels_first(way):
    for case in ACCEPTED[:100]:
        input, filters, (n, h, w, c), strides, padding = request(case)
        ours = fast.conv2d_transpose(
            np.moveaxis(input, -1, 1), filters, (n, c, h, w), (1, 1, *strides), padding, data_format="NCHW"
        )
        assert np.array_equal(np.moveaxis(ours, 1, -1), case.values)


def test_arrays_that_are_not_contiguous(way):
    rng = np.random.default_rng(10)
    input = rng.integers(-9, 10, (6, 9, 10, 8))[::2, ::-1, 1::3, ::2].astype(np.float32)[..., ::-1]
    for filters in (rng.integers(-9, 10, (4, 7, 18, 3)).swapaxes(0, 3)[:, ::-1, :, :], np.ones((1, 1, 17, 4))):
        filters = filters.astype(np.float32)[..., :4]
        expected = conv2d_transpose(input, filters, (18, 6), 2)
        assert np.array_equal(fast.conv2d_transpose(input, filters, (18, 6), 2), expected)


def test_plain_images_and_lists():
    for case in ACCEPTED:
        if case.input_shape[0] == 1 and case.filters_shape[2:] == (1, 1):
            input, filters, shape, strides, padding = request(case)
            input, filters = input[0, :, :, 0].tolist(), filters[:, :, 0, 0].tolist()
            assert np.array_equal(
                fast.conv2d_transpose(input, filters, shape[1:3], strides, padding), case.values[0, :, :, 0]
            )


def test_the_result_is_an_ordinary_array(way):
    for size in (7, 8):
        for out in (1, 20):
            result = fast.conv2d_transpose(np.ones((1, 4, 4, 2)), np.ones((3, 3, out, 2)), (size, size), 2)
            assert result.flags.c_contiguous and result.flags.writeable


def test_arguments_are_left_alone():
    input, filters = np.ones((1, 4, 4, 2)), np.ones((3, 3, 1, 2))
    fast.conv2d_transpose(input, filters, (8, 8), 2)
    assert (input == 1).all() and (filters == 1).all()


def test_numpy_keeps_its_settings(way):
    before = np.getbufsize(), np.geterr()
    for out in (1, 20):
        fast.conv2d_transpose(np.ones((1, 4, 4, 2)), np.ones((3, 3, out, 2)), (8, 8), 2)
    assert (np.getbufsize(), np.geterr()) == before


def test_the_same_requests_are_refused_in_the_same_words():
    for case in REJECTED:
        assert error_of(fast.conv2d_transpose, *request(case)) == error_of(conv2d_transpose, *request(case))


IMAGE = np.ones((1, 3, 3, 2))
KERNEL = np.ones((3, 3, 4, 2))


@pytest.mark.parametrize(
    "bad",
    [
        dict(input=IMAGE[0]),
        dict(input=IMAGE[:, :0]),
        dict(input=IMAGE + 1j),
        dict(filters=np.ones((3, 3, 2, 4))),
        dict(filters=KERNEL[0]),
        dict(input=np.ones((3, 3))),
        dict(output_shape=(1, 6, 6, 5)),
        dict(output_shape=(2, 6, 6, 4)),
        dict(output_shape=(6,)),
        dict(output_shape="6 x 6"),
        dict(strides=0),
        dict(strides=(2, 2, 2)),
        dict(padding="same"),
        dict(padding=[(9, 9), (1, 1)]),
        dict(padding=[(1, 1)]),
        dict(data_format="NWC"),
        dict(data_format="NCHW"),
        dict(dilations=-1),
        dict(strides=20_000, output_shape=(60_000, 60_000)),
    ],
    ids=str,
)
def test_bad_arguments_are_refused_in_the_same_words(bad):
    call = dict(input=IMAGE, filters=KERNEL, output_shape=(6, 6), strides=2) | bad
    ours, readable = error_of(fast.conv2d_transpose, **call), error_of(conv2d_transpose, **call)
    if "at most" in readable[1]:  # of different arrays, but both too large
        assert "at most" in ours[1]
    else:
        assert ours == readable


def test_integers_that_do_not_fit_are_refused():
    image = np.full((2, 2), 20, np.uint8)
    call = image, image, (4, 4), 2
    assert error_of(fast.conv2d_transpose, *call) == error_of(conv2d_transpose, *call)


@pytest.mark.parametrize(
    "input, filters, stride, groups",
    [
        ((4, 16, 16, 128), (5, 5, 64, 128), 2, 1),
        ((1, 64, 64, 64), (2, 2, 32, 64), 2, 1),
        ((1, 64, 64, 64), (4, 4, 32, 64), 2, 1),
        ((1, 64, 64, 64), (3, 3, 64, 64), 1, 1),
        ((1, 80, 120, 56), (9, 9, 1, 56), 3, 1),
        ((8, 32, 32, 128), (5, 5, 3, 128), 2, 1),
        ((1, 64, 64, 64), (4, 4, 1, 64), 2, 64),
        ((1, 64, 64, 64), (9, 9, 1, 64), 1, 64),
        ((1, 64, 64, 128), (4, 4, 64, 128), 2, 2),
    ],
)
def test_peak_memory_is_at_most_3_times_the_arrays(input, filters, stride, groups):
    input, filters = np.ones(input, np.float32), np.ones(filters, np.float32)
    size = [stride * n for n in input.shape[1:3]]
    tracemalloc.start()
    output = fast.conv2d_transpose(input, filters, size, stride, groups=groups)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    arrays = input.nbytes + filters.nbytes
    assert arrays + peak <= 3 * (arrays + output.nbytes)


FAULTS = """
import resource, sys
import numpy as np
from tconv_lib.fast import conv2d_transpose

side, channels, groups = map(int, sys.argv[1:])
input, filters = np.ones((1, side, side, channels), "f"), np.ones((4, 4, channels // groups, channels), "f")
faults = []
for _ in range(10):
    conv2d_transpose(input, filters, (1, 2 * side, 2 * side, channels), 2, groups=groups)
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
print(faults[-1] - faults[4])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what is tested is a habit of glibc")
@pytest.mark.parametrize("side, channels, groups", [(16, 128, 64), (32, 128, 64), (16, 64, 2), (8, 256, 1)])
def test_each_call_uses_the_memory_of_the_last(side, channels, groups):
    """Else a new process gets it anew for each call, page by page: up to ten times as long as the work itself."""
    call = [sys.executable, "-c", FAULTS, str(side), str(channels), str(groups)]
    assert int(subprocess.run(call, check=True, capture_output=True, text=True).stdout) < 100


def test_what_is_cropped_is_not_multiplied(monkeypatch):
    """On 4 x 4 pixels that is a quarter of the work: of 20 rows that 5 taps make of 4, SAME with stride 2 keeps 17."""
    made, products = [], fast.products
    monkeypatch.setattr(fast, "products", lambda a, b: made.append(products(a, b)) or made[-1])
    fast.conv2d_transpose(np.ones((8, 4, 4, 64), "f"), np.ones((5, 5, 32, 64), "f"), (8, 8, 8, 32), 2)
    assert sum(array.size for array in made) == 8 * 17 * 17 * 32


@pytest.mark.filterwarnings("error")
def test_large_numbers_in_groups():
    """Their squares, by which it is seen that all are finite, are not."""
    input, filters = np.full((1, 9, 9, 64), 1e30, "f"), np.full((4, 4, 1, 64), 1e-30, "f")
    call = input, filters, (1, 18, 18, 64), 2
    assert same(fast.conv2d_transpose(*call, groups=64), conv2d_transpose(*call, groups=64))


def test_nan_stays_where_it_is(way):
    """It is multiplied with real taps only, and never with a zero that another group or phase is filled up with."""
    for dtype, kernel, groups in (np.float32, 2, 2), (np.float64, 3, 4), (np.float64, 3, 1):
        input, filters = np.ones((1, 12, 12, 4), dtype), np.ones((kernel, kernel, 2, 4), dtype)
        input[0, 5, 5, 0] = np.nan
        call = input, filters, (24, 24), 2
        assert same(
            np.isnan(fast.conv2d_transpose(*call, groups=groups)), np.isnan(conv2d_transpose(*call, groups=groups))
        )


def test_nan_in_a_filter_stays_where_its_tap_writes(way):
    """The readable operation multiplies it with inserted zeros, too; frameworks do not."""
    for kernel, stride, dilations, out, groups in (9, 4, 1, 2, 1), (4, 2, 1, 2, 4), (3, 2, 3, 2, 2), (4, 3, 1, 17, 1):
        input, filters = np.ones((2, 3, 4, 4)), np.ones((kernel, kernel, out, 4))
        filters[1, 0, 0, 0] = np.nan
        size = [(n - 1) * stride + (kernel - 1) * dilations + 1 for n in (3, 4)]
        named = dict(strides=stride, padding="VALID", dilations=dilations, groups=groups)
        written = conv2d_transpose(input, np.isnan(filters).astype(int), size, **named)
        assert same(np.isnan(fast.conv2d_transpose(input, filters, size, **named)), written > 0)


@pytest.mark.parametrize("kernel, stride, groups", [(1, 20_000, 2), (65, 10**6, 1), (3, 10**6, 2)])
def test_a_stride_beyond_the_output_takes_no_room(way, kernel, stride, groups):
    input, filters = np.full((1, 1, 1, 2), 3), np.ones((kernel, kernel, 1, 2), int)
    call, named = (input, filters, (1, 1), stride), dict(groups=groups)
    tracemalloc.start()
    assert same(fast.conv2d_transpose(*call, **named), conv2d_transpose(*call, **named))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**24
