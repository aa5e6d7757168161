"""The recipe as a package. The entry points tell the Platform's runtime where each step is; they are read from here
without running this file, so they are written out."""

from setuptools import setup

setup(
    name="my-recipe",
    version="1.0.0",
    description="My recipe",
    packages=["my_recipe"],
    python_requires=">=3.11",
    install_requires=["pandas>=2", "scikit-learn>=1.4"],
    entry_points={
        "Training": [
            "training_dataloader=my_recipe.training_loader",
            "training_pipeline=my_recipe.pipeline",
        ],
        "Scoring": [
            "scoring_dataloader=my_recipe.scoring_loader",
            "scoring_pipeline=my_recipe.pipeline",
            "scoring_datasaver=my_recipe.data_saver",
        ],
        "Evaluation": ["evaluator=my_recipe.evaluator:Evaluator"],
    },
)
