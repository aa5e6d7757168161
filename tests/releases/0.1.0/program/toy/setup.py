from setuptools import setup

setup(
    name="toy",
    version="1",
    packages=["toy"],
    entry_points={
        "Training": ["training_dataloader = toy.data", "training_pipeline = toy.pipeline"],
        "Scoring": [
            "scoring_dataloader = toy.data",
            "scoring_pipeline = toy.pipeline",
            "scoring_datasaver = toy.saver",
        ],
        "Evaluation": ["evaluator = toy.judge:Judge"],
    },
)
