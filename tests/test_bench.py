"""What `make bench` compares can be run; frameworks, which take minutes to install, are left to the command."""

from tconv_lib.teach.bench.layers import TOY, Layer, Worker, check_equal

LAYERS = [TOY, Layer("thick", 1, 5, 4, 3, 20, 3, 2), Layer("grouped", 2, 5, 4, 6, 4, 4, 2, groups=2)]


def test_what_needs_numpy_alone_computes_each_kind_of_layer():
    results = {}
    for engine in ("fast", "readable", "unadded", "floor"):
        worker = Worker(engine, threads=1)
        results[engine] = [worker.ask(layer)[1] for layer in LAYERS]
        worker.stop()
    for fast, readable in zip(results["fast"], results["readable"], strict=True):
        check_equal([fast, readable])
    assert results["unadded"] == results["floor"] == [None] * len(LAYERS)
