"""Which small faults in the library do the fast tests find? make mutants, or: make mutants ARGS="shapes ops"

mutmut changes one thing at a time (a sign, a comparison, an argument, a word) in every function, and runs the tests
that call it, the quickest first. It changes no constants of modules.
What survives needs a better test, or a reason in mutants.toml.
"""

import argparse
import random
import resource
import shutil
import sys
import time
import tomllib
from multiprocessing import Process
from pathlib import Path

import libcst as cst
import mutmut.__main__ as mutmut
import pytest
from _pytest.config import _prepareconfig
from mutmut.configuration import config
from mutmut.mutation import file_mutation
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import orig_function_and_class_names_from_key
from mutmut.workers.isolation import ForkServerRunner

MODULES = {
    "shapes": (95, "shapes bad_input whole_call"),
    "ops": (95, "bad_input whole_call views tensorflow_oracle adjoint"),
    "arguments": (95, "arguments bad_input whole_call shapes"),
    "description": (95, "frameworks"),
    "views": (95, "views bad_input"),
    "frameworks": (95, "frameworks bad_input"),
    "figures": (85, "figures checks"),
    "explore": (85, "explore"),
    "checks": (85, "checks"),
}
"""Of tconv_lib: how many of a hundred mutants must be killed, and by which of the tests."""

REASONS = Path(__file__).with_name("mutants.toml")
KILLED = {"killed", "timeout"}
NOT_TRIED = {"not checked"}
BROKEN = 35
"""mutmut's code for what is neither killed nor alive: our own fault, and no mutant's."""
MUTABLE_DECORATORS = {"property", "cached_property", "cache", "lru_cache"}


def mutate_decorated_functions():
    """Let mutmut change properties and cached functions too, where the arithmetic of an axis is; it leaves them out.

    Its mutants of a function are copies under other names. They are made without the decorators, which then stand
    only before the function that chooses among them.
    """
    skips = file_mutation.MutationVisitor._skip_node_and_children
    arrange = file_mutation.function_trampoline_arrangement

    def bare(node):
        named = isinstance(node, cst.FunctionDef) and {decorator.decorator for decorator in node.decorators}
        mutable = named and all(getattr(name, "value", None) in MUTABLE_DECORATORS for name in named)
        return node.with_changes(decorators=()) if mutable else node

    def arrange_bare(function, *rest, **names):
        before, (chooser, *copies), *after = arrange(bare(function), *rest, **names)
        if bare(function) is not function:
            chooser = chooser.with_changes(decorators=[*function.decorators, *chooser.decorators])
        return before, [chooser, *copies], *after

    file_mutation.MutationVisitor._skip_node_and_children = lambda self, node: skips(self, bare(node))
    file_mutation.function_trampoline_arrangement = arrange_bare


class Runner(ForkServerRunner):
    """mutmut's, without a second run of all tests: they passed when it looked which functions they call."""

    def __init__(self, processes):
        super().__init__(processes, CollectedOnce, {})

    def run_clean_tests(self, tests):
        return 0


class CollectedOnce(PytestRunner):
    """pytest with its tests collected before the fork, where mutmut would collect them for each mutant anew."""

    def warm_up(self):
        with change_cwd("mutants"):
            told = ["--tb=native", "--assert=plain"]  # to tell at length why a test fails takes ten times as long as it
            options = ["--rootdir=.", "-x", "-q", *told]
            options += [*self._pytest_add_cli_args, *self._pytest_add_cli_args_test_selection]
            prepared = _prepareconfig(options)
            prepared._do_configure()
            self.session = pytest.Session.from_config(prepared)
            prepared.hook.pytest_sessionstart(session=self.session)
            prepared.hook.pytest_collection(session=self.session)

    def run_tests(self, *, mutant_name, tests):
        """1 if one of the tests fails, else 0. Limits the time of work: a busy machine kills no mutant."""
        if not hasattr(self, "session"):
            return super().run_tests(mutant_name=mutant_name, tests=tests)
        seconds = {test: state().duration_by_test[test] for test in tests}
        items = [item for item in self.session.items if item.nodeid in seconds]
        self.session.items = sorted(items, key=lambda item: seconds[item.nodeid])
        limit = int(time.process_time() + 3 * sum(seconds.values()) + 10)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        with change_cwd("mutants"):
            try:
                self.session.config.hook.pytest_runtestloop(session=self.session)
            except self.session.Failed:
                return 1
            except Exception:
                return BROKEN
        return 0


def mutate(module, every, again):
    """Let mutmut try the mutants of a module: all, a sample, or those that survived the last time."""
    config().only_mutate = [str(source(module))]
    config().pytest_add_cli_args_test_selection = [f"tests/test_{name}.py" for name in MODULES[module][1].split()]
    if names := survivors(module) if again else chosen(module, every):
        mutate_decorated_functions()
        mutmut.get_mutant_runner = Runner
        mutmut._run(names, None)


def chosen(module, every):
    """Names of mutants for mutmut: all, or a sample."""
    if every == 1:
        return [f"tconv_lib.{module}.*"]
    path = source(module)
    mutants = file_mutation.mutate_file_contents(str(path), path.read_text(encoding="utf-8")).mutant_names
    return [f"tconv_lib.{module}.{name}" for name in random.Random(1).sample(mutants, len(mutants) // every)]


def survivors(module):
    """Names of the mutants that no test killed the last time."""
    return [name for name, status in results(module).items() if status not in KILLED | NOT_TRIED]


def source(module):
    return Path(f"tconv_lib/{module}.py")


def results(module):
    """The status of each mutant of a module, by its name."""
    data = mutmut.SourceFileMutationData(path=source(module))
    data.load()
    return {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}


def described(name):
    """Where a mutant is, and what it changes, so that it can be found again when lines have moved."""
    module = name.split(".")[1]
    function, owner = orig_function_and_class_names_from_key(name)
    diff = get_diff_for_mutant(name, path=source(module)).splitlines()[3:]
    was, becomes = (" ".join(line[1:].strip() for line in diff if line[0] == sign) for sign in "-+")
    return ".".join(filter(None, (module, owner, function))), was, becomes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="module", help=f"of {', '.join(MODULES)}; else all")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only a sample: one mutant of N")
    parser.add_argument("--again", action="store_true", help="only what survived the last time, with today's tests")
    options = parser.parse_args()
    unknown = {*options.modules} - {*MODULES}
    if unknown:
        parser.error(f"no such module: {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    modules = options.modules or [*MODULES]

    if not options.again:
        shutil.rmtree("mutants", ignore_errors=True)
    for module in modules:
        run = Process(target=mutate, args=(module, options.every, options.again))  # mutmut keeps what it knows
        run.start()
        run.join()
        if run.exitcode:
            sys.exit(f"the tests of {module} cannot be used: see above")
    sys.exit(not report(modules))


def report(modules):
    """Print what survived without a reason, and the table; whether all is as it should be."""
    reasons = {(entry["where"], entry["was"], entry["becomes"]): entry["reason"] for entry in known_survivors()}
    print("\nmodule       mutants   tried  killed   share   goal   survivors: with a reason, without")
    good, unexplained, survivors = True, [], set()
    for module in modules:
        (goal, _), found = MODULES[module], results(module)
        tried = {name: status for name, status in found.items() if status not in NOT_TRIED}
        survived = {name: described(name) for name, status in tried.items() if status not in KILLED}
        survivors |= {*survived.values()}
        without = [(name, mutant) for name, mutant in survived.items() if mutant not in reasons]
        unexplained += without
        killed = len(tried) - len(survived)
        share = 100 * killed / max(len(tried), 1)
        good &= share >= goal
        counts = f"{len(survived) - len(without)}, {len(without)}"
        print(f"{module:11} {len(found):8}{len(tried):8}{killed:8} {share:6.1f}% {goal:5}%   {counts}")
    for name, (where, was, becomes) in unexplained:
        print(f"\nsurvived, without a reason: {name}\n  {where}\n- {was}\n+ {becomes}")
    for mutant in reasons:
        if mutant[0].split(".")[0] in modules and mutant not in survivors:
            print("\nhas a reason, and did not survive, or is not made any more:", *mutant, sep="\n  ")
    return good and not unexplained


def known_survivors():
    return tomllib.loads(REASONS.read_text(encoding="utf-8")).get("survivor", [])


if __name__ == "__main__":
    main()
