"""Ask the real tf.nn.conv2d_transpose, and write down what it says.

    python -m tconv_lib.teach.oracle.record_tensorflow

TensorFlow alone decides what is accepted; nothing of this library's arithmetic is used.
Running it again writes the same bytes.
"""

import gzip
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import asdict, replace

import numpy as np

from ...recorded import TENSORFLOW_FILE, Case, example_arrays

SEED = 20191211
LEGAL = 720
"""How many requests ask for a legal size."""
STRAYING = 460
"""How many ask for a size near the legal ones; TensorFlow refuses most of them."""

FIRST = [
    Case((1, 3, 3, 1), (3, 3, 1, 1), (1, 5, 5, 1), (2, 2), "SAME"),
    Case((1, 3, 3, 1), (3, 3, 1, 1), (1, 6, 6, 1), (2, 2), "SAME"),
]
REFUSED = {
    "3x3 to 7x7": Case((1, 3, 3, 1), (3, 3, 1, 1), (1, 7, 7, 1), (2, 2), "SAME"),
    "7x7 to 16x16": Case((1, 7, 7, 1), (5, 5, 1, 1), (1, 16, 16, 1), (2, 2), "SAME"),
}

# oneDNN, which is on by default, refuses a wrong size without saying why, and lets some VALID sizes
# below the kernel's pass that no convolution reads. TensorFlow's own kernels are strict and name the
# sizes. The switch works only before TensorFlow is imported.
SWITCH = "TF_ENABLE_ONEDNN_OPTS"


def main():
    write_recording(TENSORFLOW_FILE, record())


def record():
    """Everything that the file holds, as a dict."""
    os.environ.update({SWITCH: "0", "TF_CPP_MIN_LOG_LEVEL": "3"})
    import tensorflow as tf

    rng = random.Random(SEED)
    requests = FIRST + [draw(rng) for _ in range(LEGAL)] + [draw(rng, astray=3) for _ in range(STRAYING)]
    cases = []
    for request in requests:
        cases.append(asdict(answered(request)))
        print(f"\r{len(cases)} of {len(requests)} requests answered", end="", file=sys.stderr)
    print(file=sys.stderr)
    provenance = {
        "framework": "TensorFlow",
        "version": tf.__version__,
        "numpy": np.__version__,
        "seed": SEED,
        "script": "tconv_lib/teach/oracle/record_tensorflow.py",
        "errors": {"default": refusals_by_default(), "without oneDNN": refusals()},
    }
    return {"provenance": provenance, "cases": cases}


def write_recording(file, recording):
    """Write what was recorded, compressed; says how much it is."""
    file.write_bytes(gzip.compress(as_json(recording), mtime=0))
    print(f"{file.name}: {file.stat().st_size:,} bytes")


def as_json(recording):
    """The recording as bytes, the same ones for the same recording; arrays as flat lists."""
    text = json.dumps(recording, sort_keys=True, separators=(",", ":"), default=lambda array: array.ravel().tolist())
    return text.encode()


def draw(rng, astray=0):
    """A request for legal output sizes, or for sizes that may miss them by up to `astray`."""
    sizes, kernels, strides = ([rng.randint(1, 5), rng.randint(1, 5)] for _ in range(3))
    batch, channels, filters = (rng.choice([1, 1, 2, 3]) for _ in range(3))
    padding = rng.choice(["SAME", "VALID"])
    outputs = []
    for size, kernel, stride in zip(sizes, kernels, strides):
        smallest = (size - 1) * stride + (kernel if padding == "VALID" else 1)
        outputs.append(max(1, rng.randint(smallest - astray, smallest + stride - 1 + astray)))
    return Case(
        (batch, *sizes, channels), (*kernels, filters, channels), (batch, *outputs, filters), tuple(strides), padding
    )


def answered(case):
    """The case with TensorFlow's answer."""
    import tensorflow as tf

    input, filters = (array.astype(np.float32) for array in example_arrays(case))
    try:
        floats = tf.nn.conv2d_transpose(input, filters, case.output_shape, case.strides, case.padding).numpy()
    except tf.errors.OpError as error:
        return replace(case, error=one_line(error))
    values = floats.astype(int)
    assert np.array_equal(values, floats), "whole numbers went in, so whole numbers must come out"
    return replace(case, values=values)


def one_line(error):
    """The error's first line without the name of the graph node."""
    return re.sub(r"^{{function_node .*?}} ", "", str(error)).splitlines()[0]


def refusals():
    """What TensorFlow, as it is set now, says to each of the refused requests."""
    return {name: answered(case).error for name, case in REFUSED.items()}


def refusals_by_default():
    """The same from a TensorFlow with oneDNN, in a process of its own."""
    script = f"import json; from {__spec__.name} import refusals; print(json.dumps(refusals()))"
    environment = {name: value for name, value in os.environ.items() if name != SWITCH}
    run = subprocess.run([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


if __name__ == "__main__":
    main()
