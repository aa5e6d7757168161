"""`python -m luma.events`: writes the file and prints its path."""

import argparse
import sys
from pathlib import Path

from luma.events import SEED, VISITORS, events_file

parser = argparse.ArgumentParser(prog="python -m luma.events", description="Write invented events of a web shop.")
parser.add_argument("--out", type=Path, required=True, help="folder for the file")
parser.add_argument("--visitors", type=int, default=VISITORS)
parser.add_argument("--seed", type=int, default=SEED)
parser.add_argument("--format", choices=("parquet", "jsonl"), default="parquet")
given = parser.parse_args()
sys.stdout.write(f"{events_file(given.out, visitors=given.visitors, seed=given.seed, form=given.format)}\n")
