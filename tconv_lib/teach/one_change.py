"""Python code with one thing changed, as a slip of the pen or a wrong idea would change it.

Changed are numbers, operators, comparisons, conditions, slices, the order of things, and names of arguments where
another one of its kind is near. Where a loop goes over axes, which it does when it zips their sizes, a change is made
for the first axis only, too, and for all but the first.
"""

import ast
from collections import Counter

AXIS = "axis_"
"""Counts the axes in a loop over them."""

OTHERS = {
    ast.Add: ["-"], ast.Sub: ["+"], ast.Mult: ["+", "//"], ast.FloorDiv: ["*", "/"], ast.Mod: ["//"], ast.Pow: ["*"],
}  # fmt: skip
COMPARED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
OPPOSITE = {"max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum", "all": "any", "any": "all"}


def one_change(source, alike=()):
    """What was changed, and the code, for every change to a function's source.

    alike: sets of names that may be taken for each other.
    """
    tree = ast.parse(source)
    axes_counted(tree)
    seen = Counter()
    for node, put, over_axes in [*places(tree)]:
        for new in changes(node, alike):
            if text(new) == text(node):
                continue
            words = f"{ast.unparse(node)} → {ast.unparse(new)}"
            seen[words] += 1
            words += f" ({seen[words]})" * (seen[words] > 1)
            variants = {words: new}
            if over_axes and isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
                variants[f"{words}, for the first axis"] = ast.IfExp(expression(f"{AXIS} == 0"), new, node)
                variants[f"{words}, but for the first axis"] = ast.IfExp(expression(f"{AXIS} == 0"), node, new)
            for said, variant in variants.items():
                put(variant)
                code = compile(ast.fix_missing_locations(tree), said, "exec")
                put(node)
                yield said, code


def places(parent, over_axes=False):
    """(expression or statement, a function that puts another one in its place, whether it is in a loop over axes)."""
    for field, value in ast.iter_fields(parent):
        inside = over_axes or field in ("elt", "body") and counts_axes(parent)
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, (ast.expr, ast.stmt)):
                yield node, lambda new, i=index, at=(parent, field): put(*at, i, new), inside
            if isinstance(node, ast.AST):
                yield from places(node, inside and not isinstance(node, ast.Slice))


def put(parent, field, index, node):
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def changes(node, alike):
    """Expressions or statements that differ from one in one thing."""
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Name(id=name, ctx=ast.Load()):
            kinds = [kind for kind in alike if name in kind]
            yield from (ast.Name(other, node.ctx) for kind in kinds for other in sorted(kind - {name}))
        case ast.BinOp(left=left, op=op, right=right):
            yield from operations(left, op, right)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Compare(left=left, ops=ops, comparators=right):
            yield from comparisons(left, ops, right)
        case ast.BoolOp(op=op, values=values):
            yield from values
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.Tuple(elts=elts, ctx=ctx) | ast.List(elts=elts, ctx=ctx):
            yield from (type(node)(swapped, ctx) for swapped in neighbours_swapped(elts) if AXIS not in text(node))
        case ast.Slice(lower=lower, upper=upper, step=step):
            yield from (ast.Slice(new, upper, step) for new in bounds(lower) or [expression("1")])
            yield from (ast.Slice(lower, new, step) for new in bounds(upper) or [expression("-1")])
            yield from [ast.Slice(lower, upper, None)] * bool(step)
        case ast.Call(func=function, args=args):
            yield from calls(node, text(function).split(".")[-1], args)
        case ast.AugAssign(target=target, value=value):
            yield statement(f"{text(target)} = {text(value)}")
            yield ast.Pass()
        case ast.Expr():
            yield ast.Pass()


def operations(left, op, right):
    """What could stand in place of `left op right`: one side, or another operator."""
    first, second = f"({text(left)})", f"({text(right)})"
    yield from (left, right)
    yield from (expression(f"{first} {other} {second}") for other in OTHERS.get(type(op), ()))
    if isinstance(op, ast.FloorDiv):
        yield from (expression(f"-(-{first} // {second})"), expression(f"round({first} / {second})"))
    if isinstance(op, ast.Mult) and isinstance(right, (ast.Name, ast.Subscript)):
        yield expression(f"{first} * {text(right)}[::-1]")


def comparisons(left, ops, right):
    """What could stand in place of `left op right` or `left op right op right`: an answer, or another comparison."""
    yield from (ast.Constant(True), ast.Constant(False))
    for index, op in enumerate(ops):
        if type(op) in COMPARED:
            other = expression(f"a {COMPARED[type(op)]} b").ops
            yield ast.Compare(left, [*ops[:index], *other, *ops[index + 1 :]], right)
    if len(ops) == 2:
        yield from (ast.Compare(left, ops[:1], right[:1]), ast.Compare(right[0], ops[1:], right[1:]))


def calls(call, name, args):
    """Calls that differ from one of a function called `name` in one thing."""
    if name in OPPOSITE:
        yield expression(text(call).replace(name, OPPOSITE[name], 1))
    if name in ("max", "min", "maximum", "minimum") and len(args) > 1:
        yield from args
    elif name == "zip":
        for index, arg in enumerate(args):
            for other in "({})[::-1]", "[({0})[0]] * len({0})", "[({0})[-1]] * len({0})":
                new = expression(other.format(text(arg)))
                yield ast.Call(call.func, [*args[:index], new, *args[index + 1 :]], [])
    elif name != "array_equal":
        yield from (ast.Call(call.func, swapped, call.keywords) for swapped in neighbours_swapped(args))
    if name == "range":
        for index, arg in enumerate(args):
            for new in bounds(arg)[1:]:
                yield ast.Call(call.func, [*args[:index], new, *args[index + 1 :]], [])


def bounds(bound):
    """Other bounds of a slice: none, and one further, and one less far."""
    if bound is None:
        return []
    return [None, *(expression(f"{text(bound)} {more}") for more in ("+ 1", "- 1") if not text(bound) == "-1")]


def neighbours_swapped(items):
    """The list with two neighbours swapped, for each pair of neighbours."""
    for i in range(len(items) - 1):
        yield [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def axes_counted(tree):
    """Let every loop over axes count them."""
    zips = {
        node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and is_zip(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, (ast.For, ast.comprehension)) and (is_zip(node.iter) or text(node.iter) in zips):
            node.target = ast.Tuple([ast.Name(AXIS, ast.Store()), node.target], ast.Store())
            node.iter = expression(f"enumerate({text(node.iter)})")


def counts_axes(node):
    loops = node.generators if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)) else [node]
    return any(AXIS in text(loop.target) for loop in loops if hasattr(loop, "target"))


def is_zip(node):
    return isinstance(node, ast.Call) and text(node.func) == "zip"


def expression(source):
    return ast.parse(source, mode="eval").body


def statement(source):
    return ast.parse(source).body[0]


def text(node):
    return ast.unparse(node)
