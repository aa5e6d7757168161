"""How fast and how big: figures, never a pass or a fail. `python -m bench.run`, or `make bench`.

Each figure that is a ratio is taken beside what it is a ratio to, in the same minute on the same machine, so that it
means something on a noisy one too. Everything lies in a temporary folder and listens on loopback only.
"""
