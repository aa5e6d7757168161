"""The recipe as a package; its entry points tell the Platform's runtime where each step is. Literals only: they are
read without running this file."""

from setuptools import setup

setup(
    name="luma-propensity",
    version="1.0.0",
    description="Will a visitor of the Luma web shop place an order soon?",
    packages=["luma_propensity"],
    python_requires=">=3.11",
    install_requires=["numpy", "pandas>=2", "scikit-learn>=1.4", "threadpoolctl"],
    entry_points={
        "Training": [
            "training_dataloader=luma_propensity.training_loader",
            "training_pipeline=luma_propensity.pipeline",
        ],
        "Scoring": [
            "scoring_dataloader=luma_propensity.scoring_loader",
            "scoring_pipeline=luma_propensity.pipeline",
            "scoring_datasaver=luma_propensity.data_saver",
        ],
        "Evaluation": ["evaluator=luma_propensity.evaluator:Evaluator"],
    },
)
