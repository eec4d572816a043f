"""Which small faults in the library do the fast tests find? make mutants, or: make mutants ARGS="shapes ops"

mutmut changes one thing at a time (a sign, a comparison, an argument, a word) in every function, and runs the tests
that call it, the quickest first. It changes no constants of modules.
What survives needs a better test, or a reason in mutants.toml.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
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

CALLS = "bad_input whole_call shapes groups"
MODULES = {
    "shapes": (95, "shapes bad_input whole_call"),
    "ops": (95, "arguments bad_input whole_call groups views"),
    **dict.fromkeys(("words", "values", "arrays", "arguments", "checked"), (95, f"arguments {CALLS} figures")),
    "description": (95, "frameworks groups"),
    "views": (95, "views groups bad_input"),
    "frameworks": (95, "frameworks groups bad_input"),
    "figures": (85, "figures checks"),
    "roles": (85, "figures"),
    "explore": (85, "explore"),
    "checks": (85, "checks"),
}
"""Of tconv_lib: how many of a hundred mutants must be killed, and by which of the tests."""

REASONS = Path(__file__).with_name("mutants.toml")
RESULTS = Path("mutants/tconv_lib")
KILLED = {"killed", "timeout"}
NOT_TRIED = {"not checked"}
MOST_MEMORY = 3 * 2**30
"""Bytes of addresses. A mutant that lets an array grow without bounds fails its test there, not the machine."""

BROKEN = 35
"""mutmut's code for what is neither killed nor alive: our own fault, and no mutant's."""
MUTABLE_DECORATORS = {"property", "cached_property", "cache", "lru_cache", "view"}
AT_IMPORT = {"view", "checked", "script", "style_sheet", "_files"}
"""Our own decorators, and what a class is made with. They run when a module is imported: a mutant of theirs needs a
process of its own."""


def mutate_decorated_functions():
    """Let mutmut change properties, cached functions and views too, where the arithmetic is; it leaves them out.

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
    """mutmut's, without two more runs of all tests.

    They passed when it looked which functions they call; and whether a fault fails them is what all mutants show.
    """

    def __init__(self, processes):
        super().__init__(processes, CollectedOnce, {})

    def run_clean_tests(self, tests):
        return 0

    def run_forced_fail(self):
        return 1


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
        """1 if one of the tests fails, else 0. Limits memory, and the time of work: a busy machine kills no mutant."""
        if not hasattr(self, "session"):
            return super().run_tests(mutant_name=mutant_name, tests=tests)
        seconds = {test: state().duration_by_test[test] for test in tests}
        items = [item for item in self.session.items if item.nodeid in seconds]
        self.session.items = sorted(items, key=lambda item: seconds[item.nodeid])
        limit = int(time.process_time() + 3 * sum(seconds.values()) + 10)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
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
    clear(module, again)
    config().only_mutate = [str(source(module))]
    config().pytest_add_cli_args_test_selection = [f"tests/test_{name}.py" for name in MODULES[module][1].split()]
    if names := survivors(module) if again else chosen(module, every):
        mutate_decorated_functions()
        mutmut.get_mutant_runner = Runner
        mutmut._run(names, None)
        try_anew(
            module, [name for name in survivors(module) if orig_function_and_class_names_from_key(name)[0] in AT_IMPORT]
        )


def try_anew(module, names):
    """Run the tests once more for each of these mutants, which is there before its module is imported."""
    known = mutmut.SourceFileMutationData(path=source(module))
    known.load()
    options = ["--rootdir=.", "-x", "-q", *config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    for name in names:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd="mutants",
            env=os.environ | {"MUTANT_UNDER_TEST": name},
            capture_output=True,
        )
        if run.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
            known.exit_code_by_key[name] = 1
    known.save()


def clear(module, again):
    """Leave nothing in mutmut's folder, where it changes only one module, but how mutants fared, for --again."""
    fared = [path for path in RESULTS.glob("*.meta") if again or path.stem != source(module).name]
    kept = {path: path.read_bytes() for path in fared}
    shutil.rmtree("mutants", ignore_errors=True)
    RESULTS.mkdir(parents=True)
    for path, content in kept.items():
        path.write_bytes(content)


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

    outcomes = {}
    for module in modules:
        run = Process(target=mutate, args=(module, options.every, options.again))  # mutmut keeps what it knows
        run.start()
        run.join()
        if run.exitcode:
            sys.exit(f"the tests of {module} cannot be used: see above")
        outcomes[module] = outcome(module)
    sys.exit(not report(outcomes))


def outcome(module):
    """How many mutants of a module there are, how many were tried, and what those change that survived.

    To be asked before the next module: mutmut's folder holds the mutants of one.
    """
    found = results(module)
    tried = {name: status for name, status in found.items() if status not in NOT_TRIED}
    return len(found), len(tried), {name: described(name) for name, status in tried.items() if status not in KILLED}


def report(outcomes):
    """Print what survived without a reason, and the table; whether all is as it should be."""
    reasons = {(entry["where"], entry["was"], entry["becomes"]): entry["reason"] for entry in known_survivors()}
    good, unexplained, gone, table = True, [], [], []
    for module, (made, tried, survived) in outcomes.items():
        goal, _ = MODULES[module]
        without = [(name, mutant) for name, mutant in survived.items() if mutant not in reasons]
        unexplained += without
        if made == tried:
            expected = [mutant for mutant in reasons if mutant[0].split(".")[0] == module]
            gone += [mutant for mutant in expected if mutant not in survived.values()]
        killed = tried - len(survived)
        share = 100 * killed / max(tried, 1)
        good &= share >= goal
        counts = f"{len(survived) - len(without)}, {len(without)}"
        table.append(f"{module:11} {made:8}{tried:8}{killed:8} {share:6.1f}% {goal:5}%   {counts}")
    for name, (where, was, becomes) in unexplained:
        print(f"\nsurvived, without a reason: {name}\n  {where}\n- {was}\n+ {becomes}")
    for mutant in gone:
        print("\nhas a reason, and did not survive, or is not made any more:", *mutant, sep="\n  ")
    print("\nmodule       mutants   tried  killed   share   goal   survivors: with a reason, without", *table, sep="\n")
    return good and not unexplained


def known_survivors():
    return tomllib.loads(REASONS.read_text(encoding="utf-8")).get("survivor", [])


if __name__ == "__main__":
    main()
