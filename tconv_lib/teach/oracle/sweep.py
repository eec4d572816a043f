"""Ask the real frameworks, compare them with the translation between them, and write down what they say.

    python -m tconv_lib.teach.oracle.sweep

First records TensorFlow (record_tensorflow.py). Then it sweeps all frameworks, in both directions:

    to      a description is said to a framework; its answer, repaired, must be our numbers
    from    a framework is called in its own words, legal or not; it must give our numbers for
            what we understand by them, and refuse what we refuse

Prints a table, writes the first answers of each sweep to recorded/frameworks.json.gz, and fails
if anything disagrees. Running it again writes the same bytes.
"""

import multiprocessing
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, field
from functools import partial

import numpy as np

from ...frameworks import numbers
from ...recorded import FRAMEWORKS_FILE, FrameworkCase, example_arrays, example_bias
from . import record_tensorflow
from .draws import draw_description, draw_own_words
from .real_frameworks import ORACLES
from .record_tensorflow import one_line, write_recording

SEED = 20260101
CONFIGURATIONS = 8000
"""How many are tried with each framework: three descriptions, then one call in its own words, and so on."""
RECORDED = 400
"""How many of them, the first, are kept, unless the output is larger than SMALL."""
SMALL = 500


def main():
    record_tensorflow.main()
    sweeps = sweep_all(CONFIGURATIONS)
    write_recording(FRAMEWORKS_FILE, recording(sweeps))
    print(table(sweeps))
    sys.exit(any(sweep.mismatches for sweep in sweeps.values()))


@dataclass
class Sweep:
    """What came of asking one framework. Agreements are numbers and refusals; `cannot_say` were repaired.

    their_fault: it gave other numbers where it is known to be unreliable.
    """

    version: str
    agreements: int = 0
    cannot_say: int = 0
    refused: int = 0
    mismatches: int = 0
    their_fault: int = 0
    worst_difference: float = 0.0
    cases: list[FrameworkCase] = field(default_factory=list)


def sweep_all(configurations):
    """A Sweep for every framework, each in a process of its own, two at a time, the slowest first."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(2, context, max_tasks_per_child=1) as pool:
        done = manager.dict()
        futures = {name: pool.submit(sweep, name, configurations, done) for name in reversed(ORACLES)}
        while not all(future.done() for future in futures.values()):
            time.sleep(0.5)
            total = configurations * len(ORACLES)
            print(f"\r{sum(done.values()):,} of {total:,} configurations", end="", file=sys.stderr)
        print(file=sys.stderr)
        return {name: futures[name].result() for name in ORACLES}


def sweep(name, configurations, done):
    """Ask one framework that many times; done[name] tells others how far it is."""
    oracle = ORACLES[name]
    answer, version = oracle.ask()
    result = Sweep(version)
    rng = random.Random(f"{SEED} {name}")
    for number in range(configurations):
        done[name] = number + 1
        draw = draw_own_words if oracle.strict and number % 4 == 3 else draw_description
        trial = draw(rng, name)
        case = asked(answer, trial)
        difference = distance(trial, case)
        if difference and oracle.unreliable(trial.call):
            result.their_fault += 1
            continue
        result.agreements += difference == 0
        result.mismatches += difference != 0
        result.cannot_say += trial.call.reason != ""
        result.refused += case.output is None
        result.worst_difference = max(result.worst_difference, difference)
        if difference:
            print(f"\n{name} is off by {difference}: {trial} {case.error or ''}", file=sys.stderr)
        if number < RECORDED and (case.output is None or case.output.size <= SMALL):
            result.cases.append(case)
    return result


def asked(answer, trial):
    """The trial's call with the framework's answer. To return nothing counts as a refusal."""
    arrays = trial.call.prepare(*(array.astype(np.float32) for array in example_arrays(trial)))
    bias = example_bias(trial)
    output, error = None, None
    try:
        output = trial.call.run(partial(answer, trial.call), *arrays, bias if bias is None else bias.astype(np.float32))
    except Exception as refusal:  # every framework has kinds of its own
        error = one_line(refusal)
    if output is not None and 0 in output.shape[1:]:
        output, error = None, "the output is empty"
    said = None if trial.in_its_words else trial.description
    shapes = trial.input_shape, trial.filters_shape
    return FrameworkCase(*shapes, trial.call.function, trial.call.arguments, said, output, error, trial.bias)


def distance(trial, case):
    """The largest difference between the framework's numbers and ours; infinite if only one of us has any."""
    if trial.description is None or case.output is None:
        return 0.0 if trial.description is case.output else np.inf
    ours = numbers(trial.description, *example_arrays(trial), example_bias(trial))
    theirs = trial.call.finish(case.output)
    return float(np.abs(ours - theirs).max(initial=0)) if ours.shape == theirs.shape else np.inf


def recording(sweeps):
    """Everything that the file holds, as a dict."""
    provenance = {
        "versions": {name: sweep.version for name, sweep in sweeps.items()},
        "seed": SEED,
        "script": "tconv_lib/teach/oracle/sweep.py",
    }
    return {"provenance": provenance, "cases": {name: [*map(as_fields, sweep.cases)] for name, sweep in sweeps.items()}}


def as_fields(case):
    """The case as the file holds it: of the output the shape and the numbers, which are whole."""
    output = None if case.output is None else (case.output.shape, case.output.ravel().astype(int).tolist())
    return vars(case) | {"said": case.said and astuple(case.said), "output": output}


def table(sweeps):
    """What came of the sweeps, to print."""
    heads = ("configurations", "agree", "cannot say", "refused", "their fault", "mismatches", "worst")
    rows = [("framework", "version", *heads)]
    for name, it in sweeps.items():
        tried = it.agreements + it.their_fault + it.mismatches
        counts = (tried, it.agreements, it.cannot_say, it.refused, it.their_fault, it.mismatches)
        rows.append((name, it.version, *(f"{count:,}" for count in counts), f"{it.worst_difference:g}"))
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(f"{row[0]:{widths[0]}}  " + "  ".join(map(str.rjust, row[1:], widths[1:])) for row in rows)


if __name__ == "__main__":
    main()
