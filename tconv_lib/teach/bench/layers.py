"""Time tconv_lib.fast on layers of real networks.

Everything compared has a process of its own and the same number of threads. They run in turn, so that a busy moment
hits all; medians are printed. The frameworks choose their kernels for the processor, and so may NumPy's OpenBLAS:
OPENBLAS_CORETYPE, which would choose for it, is taken out of the environment. Its choice is printed.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc

import numpy as np

from ...fast import conv2d_transpose
from . import engines
from .engines import Layer

ROUNDS = 9
LEAST_SECONDS = 0.02  # of one measurement; short runs are repeated
FRAMEWORKS = ["tensorflow", "pytorch", "jax", "onnx_runtime"]
NAMES = ["fast", "unadded", "floor", "turned", *FRAMEWORKS]

TOY = Layer("toy", 1, 3, 3, 1, 1, 3, 2)
DCGAN = [
    Layer("DCGAN 1", 8, 4, 4, 1024, 512, 5, 2),
    Layer("DCGAN 2", 8, 8, 8, 512, 256, 5, 2),
    Layer("DCGAN 3", 8, 16, 16, 256, 128, 5, 2),
    Layer("DCGAN 4", 8, 32, 32, 128, 3, 5, 2),
]
PIX2PIX = Layer("pix2pix", 1, 64, 64, 256, 64, 4, 2)
LAYERS = [
    *DCGAN,
    Layer("U-Net 28", 1, 28, 28, 1024, 512, 2, 2),
    Layer("U-Net 112", 1, 112, 112, 128, 64, 2, 2),
    PIX2PIX,
    Layer("FSRCNN", 1, 120, 160, 56, 1, 9, 3),
]
GROUPED = [
    Layer("depthwise", 1, 64, 64, 64, 64, 4, 2, groups=64),
    Layer("FCN 8", 1, 32, 32, 21, 21, 16, 8, groups=21),
    Layer("2 each", 1, 32, 32, 128, 128, 4, 2, groups=64),
    Layer("4 each", 4, 16, 16, 256, 256, 4, 2, groups=64),
    Layer("8 each", 1, 32, 32, 512, 512, 4, 2, groups=64),
    Layer("16 each", 1, 16, 16, 1024, 1024, 4, 2, groups=64),
    Layer("2 groups", 1, 64, 64, 64, 64, 4, 2, groups=2),
]
GROWING = {
    "batch": [DCGAN[2]._replace(batch=batch) for batch in (2, 4, 8, 16, 32)],
    "area": [PIX2PIX._replace(height=side, width=side) for side in (32, 64, 96, 128, 192)],
    "groups": [GROUPED[2]._replace(channels=2 * g, out=2 * g, groups=g) for g in (8, 16, 32, 64, 128)],
}


def main():
    os.environ.pop("OPENBLAS_CORETYPE", None)
    print(f"OpenBLAS kernels: {openblas_kernels()}. Milliseconds, medians of {ROUNDS}; readable: one run")
    for threads in (1, 2):
        compare(threads)
    print("\nPeak memory / (input + filters + output); goal: at most 3")
    print("  ".join(f"{layer.name} {memory_ratio(layer):.2f}" for layer in LAYERS))


def compare(threads):
    """The table for this number of threads."""
    workers = {name: Worker(name, threads) for name in [*NAMES, "readable"]}
    print(f"\nthreads: {threads}\n{'':10}" + "".join(f"{name:>13}" for name in workers), end="")
    print(f"{'fast/fastest':>14}{'fast/floor':>12}{'of that, adding':>17}")
    ratios = [row(workers, layer) for layer in LAYERS]
    grouped = [row(workers, layer) for layer in GROUPED]
    toy = row(workers, TOY)
    fastest, above, _ = zip(*ratios)
    print("Geometric mean of fast/fastest, without the toy and with it; goal: at most 0.8, none above 1.3: ", end="")
    print(f"{statistics.geometric_mean(fastest):.2f}, {statistics.geometric_mean([*fastest, toy[0]]):.2f}")
    print("fast/floor without the toy, geometric mean and most; goal with one thread: at most 1.10 and 1.35: ", end="")
    print(f"{statistics.geometric_mean(above):.2f}, {max(above):.2f}")
    _, above, _ = zip(*grouped)
    print("The same with groups; goal with one thread: at most 1.50: ", end="")
    print(f"{statistics.geometric_mean(above):.2f}, {max(above):.2f}")
    print(f"The toy: fast/onnx_runtime {toy[2]:.2f}; goal: at most 3")
    for what, layers in GROWING.items():
        print(f"Time grows as {what} to the power {exponent(workers, layers):.2f}; goal: 1")
    for worker in workers.values():
        worker.stop()


def row(workers, layer):
    """Print a layer's line of the table; return fast/fastest, fast/floor and fast/onnx_runtime."""
    first, results = zip(*[worker.ask(layer) for worker in workers.values()])
    check_equal([result for result in results if result is not None])
    times = {name: statistics.median(taken) for name, taken in in_turn(workers, NAMES, layer).items()}
    fastest = times["fast"] / min(times[name] for name in FRAMEWORKS)
    above = times["fast"] / times["floor"]
    adding = (times["fast"] - times["unadded"]) / times["floor"]
    shown = "".join(f"{1e3 * taken:13.3f}" for taken in [*times.values(), first[-1]])
    print(f"{layer.name:10}{shown}{fastest:14.2f}{above:12.2f}{adding:17.2f}", flush=True)
    return fastest, above, times["fast"] / times["onnx_runtime"]


def in_turn(workers, names, layer):
    """Seconds of ROUNDS runs of each."""
    times = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            times[name].append(workers[name].ask(layer)[0])
    return times


def exponent(workers, layers):
    """The slope of log(time) over log(number of input numbers)."""
    times = [statistics.median(in_turn(workers, ["fast"], layer)["fast"]) for layer in layers]
    sizes = [layer.batch * layer.height * layer.width * layer.channels for layer in layers]
    return np.polyfit(np.log(sizes), np.log(times), 1)[0]


def check_equal(results):
    """All engines must compute the same."""
    assert np.ptp(results, axis=0).max() < 1e-3, results


def fingerprint(result):
    """A few numbers that tell a result from one that is shifted, turned or mixed up."""
    rng = np.random.default_rng(0)
    scale = np.linalg.norm(result)
    return [float(np.vdot(rng.standard_normal(result.shape, np.float32), result) / scale) for _ in range(3)]


def memory_ratio(layer):
    arrays = layer.arrays()
    tracemalloc.start()
    output = conv2d_transpose(*arrays, layer.output_shape, layer.stride)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    before = sum(array.nbytes for array in arrays)
    return (before + peak) / (before + output.nbytes)


def openblas_kernels():
    loud = os.environ | {"OPENBLAS_VERBOSE": "2"}
    said = subprocess.run([sys.executable, "-c", "import numpy"], env=loud, capture_output=True, text=True)
    return (said.stdout + said.stderr).strip().removeprefix("Core: ") or "unknown"


class Worker:
    """A process with one engine, which answers a layer with (seconds, a fingerprint of the result)."""

    def __init__(self, engine, threads):
        count = str(threads)
        environment = os.environ | {
            "OMP_NUM_THREADS": count,
            "OPENBLAS_NUM_THREADS": count,
            "MKL_NUM_THREADS": count,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "JAX_PLATFORMS": "cpu",
            "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={threads > 1} intra_op_parallelism_threads={count}".lower(),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, engine, count],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, layer):
        print(json.dumps(layer), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        time.sleep(0.3)  # its threads still spin in wait of work, some for a tenth of a second
        return answer

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def work(engine, threads):
    """What a worker does: the first time it sees a layer, run it once; from then on, measure."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    prepare = getattr(engines, engine)(threads)
    runs = {}
    for line in sys.stdin:
        layer = Layer(*json.loads(line))
        if layer in runs:
            print(json.dumps([seconds(runs[layer]), None]), flush=True)
        else:
            runs[layer], to_numpy = prepare(layer)
            start = time.perf_counter()
            result = runs[layer]()
            taken = time.perf_counter() - start
            print(json.dumps([taken, to_numpy and fingerprint(to_numpy(result))]), flush=True)


def seconds(run):
    count, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < LEAST_SECONDS:
        run()
        count += 1
    return taken / count


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]))
