"""The ladders of real networks, against numbers that their papers, code and threads give."""

import pytest

from tconv_lib import ShapeError
from tconv_lib.networks import dcgan, fcn8s, hifigan, unet
from tconv_lib.size_pictures import ladder_picture

LADDERS = [*map(dcgan, range(1, 80)), *map(unet, range(16, 400)), *map(fcn8s, range(1, 600, 7))] + [
    hifigan(frames, rates) for frames in (1, 2, 32) for rates in ((8, 8, 2, 2), (8, 5, 5), (3, 7))
]


def test_dcgan_of_64_rows_is_that_of_the_paper():
    assert dcgan(64).wanted == dcgan(64).made == [4, 8, 16, 32, 64]
    assert dcgan(28).wanted == [2, 4, 7, 14, 28] and dcgan(28).made == [2, 4, 8, 16, 32]


def test_a_unet_of_358_rows_does_not_fit_where_keras_19964_says():
    assert unet(358).down == [358, 179, 89, 44, 22]
    assert unet(358).made[unet(358).broken] == 88
    assert [size for size in range(340, 380) if unet(size).broken is None] == [352, 368]


def test_fcn8s_crops_the_31_rows_that_its_prototxt_says():
    """https://github.com/shelhamer/fcn.berkeleyvision.org/blob/master/voc-fcn8s/deploy.prototxt"""
    ladder = fcn8s(500)
    assert ladder.down == [698, 349, 175, 88, 44, 22, 16]
    assert ladder.made == [16, 34, 70, 568]
    assert ladder.repaired[-1].axes[0].crop == (31, 37)


def test_hifigan_makes_256_samples_of_a_frame_and_one_too_many_at_rate_5():
    assert hifigan(32).made[-1] == 32 * 256 and hifigan(32).broken is None
    assert hifigan(32, (8, 5, 5)).made == [32, 256, 1281, 6406]


def test_repaired_layers_make_the_wanted_sizes():
    for ladder in LADDERS:
        sizes = [(layer.axes[0].size, layer.axes[0].output_size) for layer in ladder.repaired]
        assert sizes == [*zip(ladder.wanted, ladder.wanted[1:])], ladder


def test_a_ladder_left_open_says_nothing_of_what_is_made():
    assert "6406" in ladder_picture(hifigan(32, (8, 5, 5))).alt
    assert "6406" not in ladder_picture(hifigan(32, (8, 5, 5)), answer=False).alt


def test_a_rate_of_1_is_no_rate():
    """Nothing in PyTorch's call would cut the one number that comes out too many."""
    with pytest.raises(ShapeError, match="^rates must be at least 2, got 1$"):
        hifigan(3, [8, 1])
