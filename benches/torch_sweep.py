"""The sweep's cases in PyTorch. One line of JSON asks, one answers; see sweep/main.ts. Inputs as in sweep/inputs.ts."""

import json
import math
import sys
import time
import warnings

import torch

warnings.filterwarnings("ignore")
SAMPLES, MOST_RESULTS, MOST_MADE = 256, 8, 24
MASK = 0xFFFFFFFF
made = {}


def mix(value):
    value = value & MASK
    value = ((value ^ (value >> 16)) * 0x7FEB352D) & MASK
    value = ((value ^ (value >> 15)) * 0x846CA68B) & MASK
    return value ^ (value >> 16)


def values_of(shape, low, high, seed, dtype, walk):
    count = math.prod(shape)
    last = shape[-1] if shape else 1
    index = torch.arange(count, dtype=torch.int64)
    if walk:
        return (index.div(last, rounding_mode="floor") + 7 * (index % last)) % int(high)
    value = low + mix(index + seed * 0x9E3779B1).double() / 2**32 * (high - low)
    return value.floor() if dtype.startswith(("int", "uint")) else value


def make_input(spec, fresh):
    key = json.dumps(spec, sort_keys=True)
    if key not in made:
        if len(made) >= MOST_MADE:
            made.clear()
        value = values_of(spec["shape"], spec["low"], spec["high"], spec["seed"], spec["dtype"], spec.get("walk", False))
        value = value.reshape(spec["shape"])
        made[key] = value > 0 if spec["dtype"] == "bool" else value.to(getattr(torch, spec["dtype"]))
    return made[key].clone() if fresh else made[key]


def live(arg, fresh, grad):
    if isinstance(arg, list):
        return [live(each, fresh, grad) for each in arg]
    if not isinstance(arg, dict):
        return arg
    if "input" in arg:
        spec = arg["input"]
        value = make_input(spec, fresh)
        return value.detach().requires_grad_() if grad and spec.get("grad") and "float" in spec["dtype"] else value
    return getattr(torch, arg["dtype"]) if "dtype" in arg else slice(*arg["slice"])


def target(path):
    found = torch
    for part in path.split("."):
        found = getattr(found, part)
    return found


def flat(result):
    if isinstance(result, (list, tuple)):
        return [leaf for each in result for leaf in flat(each)]
    return [result]


def spelled(value):
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def digest(value):
    if not isinstance(value, torch.Tensor):
        return {"shape": [], "sample": ["NaN" if value is None else spelled(float(value))]}
    wide = (value.abs() if value.is_complex() else value).detach().double().reshape(-1)
    count = wide.numel()
    places = [index * count // min(SAMPLES, count) for index in range(min(SAMPLES, count))]
    return {"shape": list(value.shape), "sample": [spelled(each) for each in wide[places].tolist()] if places else []}


def digests(results):
    return [digest(each) for each in results[:MOST_RESULTS]]


class Call:
    """The call, compiled as a user would write it."""

    def __init__(self, case, grad, positional):
        self.values = [live(arg["value"], case["inPlace"] and place == 0, grad) for place, arg in enumerate(case["args"])]
        if case["path"] in ("__getitem__", "__setitem__"):
            self.values[1] = tuple(self.values[1])
        names = [f"a{place}" for place in range(len(self.values))]
        options = [f"{arg['name']}={name}" for name, arg in zip(names[positional:], case["args"][positional:])]
        written = ", ".join(names[:positional] + options)
        scope = dict(zip(names, self.values))
        if case["form"] == "property":
            text = f"a0.{case['path']}"
        elif case["spread"]:
            text = f"f({', '.join(f's{place}' for place in range(len(self.values[0])))})"
            scope.update({f"s{place}": each for place, each in enumerate(self.values[0])})
        elif case["form"] == "function":
            text = f"f({written})"
        else:
            text = f"a0.{case['path']}({', '.join(names[1:positional] + options)})"
        if case["form"] == "function":
            scope["f"] = target(case["path"])
        exec(f"def once():\n return {text}\ndef run(count, {', '.join(f'{n}={n}' for n in scope)}):\n for _ in range(count):\n  {text}\n", scope)
        self.once, self.run = scope["once"], scope["run"]


def compiled(case, grad):
    """By position as far as PyTorch takes it so, the others by name; the first call tells."""
    state = torch.get_rng_state()
    ways = sorted({case["positional"], min(case["required"], case["positional"]), min(1, case["positional"])}, reverse=True)
    refused = None
    for positional in ways:
        try:
            torch.set_rng_state(state)
            call = Call(case, grad, positional)
            return call, call.once()
        except TypeError as error:
            refused = refused or error
    raise refused


def gradient_of(case):
    if case["inPlace"]:
        return None
    call, result = compiled(case, True)
    leaves = [leaf for value in call.values for leaf in flat(value)]
    inputs = [leaf for leaf in leaves if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
    outputs = [leaf for leaf in flat(result) if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
    if not inputs or not outputs:
        return None
    spec = {"low": 0.5, "high": 1.5, "seed": 9}
    grads = [make_input({**spec, "shape": list(each.shape), "dtype": str(each.dtype)[6:]}, False) for each in outputs]
    return lambda: torch.autograd.grad(outputs, inputs, grads, retain_graph=True, allow_unused=True)


def seconds_of(run, repetitions):
    started = time.perf_counter()
    run(repetitions)
    return time.perf_counter() - started


class Session:
    def start(self, threads):
        torch.set_num_threads(threads)
        return {"version": torch.__version__}

    def prepare(self, case):
        torch.manual_seed(7)
        call, result = compiled(case, False)
        self.runs = {"forward": call.run}
        gradient = gradient_of(case)
        grads = []
        if gradient is not None:
            try:
                grads = [each for each in gradient() if each is not None]
            except (RuntimeError, NotImplementedError):
                gradient = None  # it says so only when asked
        if gradient is not None:

            def backward(count):
                for _ in range(count):
                    gradient()

            self.runs["backward"] = backward
        return {"digests": digests(flat(result)), "gradients": digests(grads), "backward": gradient is not None}

    def measure(self, which, repetitions):
        return {"seconds": seconds_of(self.runs[which], repetitions)}


def main():
    session = Session()
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = getattr(session, question.pop("do"))(**question)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}".split("\n")[0][:200]}
        print(json.dumps(answer), flush=True)


main()
