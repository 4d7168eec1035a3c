"""The workloads in PyTorch. One line of JSON asks, one answers; see torch.ts. Measured as in measure.ts."""

import json
import math
import sys
import time
import warnings

import torch
import torch.nn.functional as F
from torch import nn, optim

warnings.filterwarnings("ignore")
LEAST_SECONDS, WARM_UP_SECONDS = 0.05, 0.2


def repeat(work):
    def run(count):
        for _ in range(count):
            work()

    return run


def add(*size):
    a, b = torch.rand(size), torch.rand(size)

    def run(count):
        for _ in range(count):
            a + b

    return run


def unary(method):
    x = torch.rand(1_000_000)

    def run(count):
        for _ in range(count):
            method(x)

    return run


def over(make, work):
    def prepare():
        inputs = make()
        return repeat(lambda: work(*inputs))

    return prepare


def steps(make):
    """A step of training: of eager and compiled, the one that is faster here."""

    def prepare():
        loss, optimizer = make()

        def step_with(loss):
            def work():
                optimizer.zero_grad()
                loss().backward()
                optimizer.step()

            return repeat(work)

        ways = {"eager": step_with(loss)}
        note = ""
        try:
            compiled = step_with(torch.compile(loss))
            compiled(3)
            ways["torch.compile"] = compiled
        except Exception as error:
            note = f", torch.compile failed: {type(error).__name__}"
        # Alternately: the first one measured must not pay for what is warmed up.
        times = {name: [] for name in ways}
        for _ in range(3):
            for name, run in ways.items():
                count = calibrate(run, 0.02)
                times[name].append(seconds_of(run, count) / count)
        best = min(ways, key=lambda name: min(times[name]))
        return ways[best], best + note

    return prepare


def product(size, dtype):
    return over(lambda: (torch.rand(size, size).to(dtype), torch.rand(size, size).to(dtype)), torch.matmul)


def linreg_step():
    x, y = torch.rand(10, 1), torch.rand(10, 1)
    model = nn.Linear(1, 1)
    return lambda: F.mse_loss(model(x), y), optim.SGD(model.parameters(), lr=0.01, fused=True)


def mlp_step():
    x, labels = torch.rand(64, 784), torch.randint(0, 10, (64,))
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    return lambda: F.cross_entropy(model(x), labels), optim.Adam(model.parameters(), lr=0.001, fused=True)


def cnn_step():
    x, labels = torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))
    first = [nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    second = [nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(64 * 7 * 7, 10))
    return lambda: F.cross_entropy(model(x), labels), optim.Adam(model.parameters(), lr=0.001, fused=True)


VOCABULARY, WIDTH, HEADS, LENGTH, BATCH, LAYERS = 65, 128, 4, 64, 12, 4


def written_out(q, k, v, mask):
    scores = q @ k.transpose(-2, -1) * (1 / math.sqrt(WIDTH / HEADS))
    return scores.masked_fill(mask, float("-inf")).softmax(-1) @ v


def fused(q, k, v, mask):
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


class Block(nn.Module):
    def __init__(self, attend):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.project = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.attend = attend

    def forward(self, x, mask):
        parts = self.qkv(self.norm1(x)).split(WIDTH, -1)
        q, k, v = (part.view(BATCH, LENGTH, HEADS, WIDTH // HEADS).transpose(1, 2) for part in parts)
        x = x + self.project(self.attend(q, k, v, mask).transpose(1, 2).reshape(BATCH, LENGTH, WIDTH))
        return x + self.narrow(F.gelu(self.widen(self.norm2(x))))


class GPT(nn.Module):
    def __init__(self, attend):
        super().__init__()
        self.tokens, self.places = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.ModuleList(Block(attend) for _ in range(LAYERS))
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, VOCABULARY, bias=False)
        self.mask = torch.ones(LENGTH, LENGTH).tril() == 0
        self.positions = torch.arange(LENGTH)

    def forward(self, x):
        x = self.tokens(x) + self.places(self.positions)
        for block in self.blocks:
            x = block(x, self.mask)
        return self.head(self.norm(x))


def gpt(attend):
    def make():
        x, y = torch.randint(0, VOCABULARY, (BATCH, LENGTH)), torch.randint(0, VOCABULARY, (BATCH * LENGTH,))
        model = GPT(attend)
        return lambda: F.cross_entropy(model(x).view(-1, VOCABULARY), y), optim.AdamW(model.parameters(), lr=0.001, fused=True)

    return make


def adam():
    parameter = nn.Parameter(torch.randn(10_000_000))
    parameter.grad = torch.randn(10_000_000)
    return repeat(optim.Adam([parameter], lr=0.001, fused=True).step)


def cross_entropy():
    return torch.randn(512, 32_000).requires_grad_(), torch.randint(0, 32_000, (512,))


def embedding():
    weight = torch.randn(10_000, 256).requires_grad_()
    return F.embedding(torch.randint(0, 10_000, (4096,)), weight), weight, torch.randn(4096, 256)


def convolution(name, size, groups):
    def make():
        return torch.randn(8, 64, 56, 56), torch.randn(size)

    def forward(x, weight):
        return F.conv2d(x, weight, padding=1, groups=groups)

    def recorded():
        inputs = [each.requires_grad_() for each in make()]
        return forward(*inputs), inputs, torch.randn(8, 64, 56, 56)

    return {name: over(make, forward), f"{name}-backward": over(recorded, gradient)}


def gradient(result, inputs, gradient):
    return torch.autograd.grad(result, inputs, gradient, retain_graph=True)


def wide():
    return (torch.randn(4096, 1024),)


def million():
    return (torch.rand(1_000_000),)


def nested():
    return ([[math.sin(row * 1000 + column) for column in range(1000)] for row in range(1000)],)


WORKLOADS = {
    "add-4x6": lambda: add(4, 6),
    "add-1e6": lambda: add(1_000_000),
    "add-1e7": lambda: add(10_000_000),
    "exp-1e6": lambda: unary(torch.exp),
    "tanh-1e6": lambda: unary(torch.tanh),
    "sum-1e6": lambda: unary(torch.sum),
    **{f"matmul-{size}": product(size, torch.float32) for size in (64, 256, 512, 1024)},
    "matmul-f64": product(512, torch.float64),
    "matmul-bf16": product(512, torch.bfloat16),
    "softmax": over(wide, lambda x: x.softmax(-1)),
    "layernorm": over(lambda: (*wide(), torch.rand(1024), torch.rand(1024)), lambda x, weight, bias: F.layer_norm(x, [1024], weight, bias)),
    "xent-32k": over(cross_entropy, lambda x, labels: torch.autograd.grad(F.cross_entropy(x, labels), x)),
    "embedding-backward": over(embedding, gradient),
    "sort-1e6": over(million, torch.sort),
    "cumsum": over(million, lambda x: x.cumsum(0)),
    "gather": over(lambda: (*million(), torch.randint(0, 1_000_000, (1_000_000,))), lambda x, index: x.gather(0, index)),
    "randn-1e6": over(tuple, lambda: torch.randn(1_000_000)),
    **convolution("conv-64x56", (64, 64, 3, 3), 1),
    **convolution("depthwise", (64, 1, 3, 3), 64),
    "tensor-nested": over(nested, torch.tensor),
    "tolist": over(lambda: (torch.rand(1000, 1000),), torch.Tensor.tolist),
    "linreg-step": steps(linreg_step),
    "mlp-step": steps(mlp_step),
    "cnn-step": steps(cnn_step),
    "gpt-step": steps(gpt(written_out)),
    "gpt-step-fused": steps(gpt(fused)),
    "adam-1e7": adam,
}


def seconds_of(run, repetitions):
    started = time.perf_counter()
    run(repetitions)
    return time.perf_counter() - started


def calibrate(run, warm_up=WARM_UP_SECONDS):
    repetitions, spent = 1, 0.0
    while True:
        seconds = seconds_of(run, repetitions)
        spent += seconds
        if seconds >= LEAST_SECONDS and spent >= warm_up:
            return repetitions
        if seconds < LEAST_SECONDS:
            repetitions = math.ceil(repetitions * min(10, max(1.1, 1.2 * LEAST_SECONDS / seconds)))


class Session:
    def start(self, threads):
        torch.set_num_threads(threads)
        return {"version": torch.__version__}

    def prepare(self, name, repetitions):
        made = WORKLOADS[name]()
        self.run, note = made if isinstance(made, tuple) else (made, "")
        if repetitions is not None:
            self.run(math.ceil(repetitions / 10))
        self.repetitions = repetitions or calibrate(self.run)
        return {"note": note}

    def measure(self):
        self.run(math.ceil(self.repetitions / 20))
        return {"seconds": seconds_of(self.run, self.repetitions) / self.repetitions}


def main():
    session = Session()
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = getattr(session, question.pop("do"))(**question)
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


main()
