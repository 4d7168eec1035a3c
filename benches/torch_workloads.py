"""The workloads in PyTorch. One line of JSON asks, one answers; see torch.ts. Measured as in measure.ts."""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn, optim

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


def matmul(size):
    a, b = torch.rand(size, size), torch.rand(size, size)

    def run(count):
        for _ in range(count):
            a @ b

    return run


def linreg_step():
    x, y = torch.rand(10, 1), torch.rand(10, 1)
    model = nn.Linear(1, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.01)

    def work():
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()
        optimizer.step()

    return repeat(work)


def mlp_step():
    x, labels = torch.rand(64, 784), torch.randint(0, 10, (64,))
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = optim.Adam(model.parameters(), lr=0.001)

    def work():
        optimizer.zero_grad()
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return repeat(work)


WORKLOADS = {
    "add-4x6": lambda: add(4, 6),
    "add-1e6": lambda: add(1_000_000),
    "add-1e7": lambda: add(10_000_000),
    "exp-1e6": lambda: unary(torch.exp),
    "tanh-1e6": lambda: unary(torch.tanh),
    "sum-1e6": lambda: unary(torch.sum),
    **{f"matmul-{size}": lambda size=size: matmul(size) for size in (64, 256, 512, 1024)},
    "linreg-step": linreg_step,
    "mlp-step": mlp_step,
}


def seconds_of(run, repetitions):
    started = time.perf_counter()
    run(repetitions)
    return time.perf_counter() - started


def calibrate(run):
    repetitions, spent = 1, 0.0
    while True:
        seconds = seconds_of(run, repetitions)
        spent += seconds
        if seconds >= LEAST_SECONDS and spent >= WARM_UP_SECONDS:
            return repetitions
        if seconds < LEAST_SECONDS:
            repetitions = math.ceil(repetitions * min(10, max(1.1, 1.2 * LEAST_SECONDS / seconds)))


class Session:
    def start(self, threads):
        torch.set_num_threads(threads)
        return {"version": torch.__version__}

    def prepare(self, name, repetitions):
        self.run = WORKLOADS[name]()
        if repetitions is not None:
            self.run(math.ceil(repetitions / 10))
        self.repetitions = repetitions or calibrate(self.run)
        return {}

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
