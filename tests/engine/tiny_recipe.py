"""A recipe of a few lines, as a source folder: trains and scores four rows of its own within a second."""

from pathlib import Path

SETUP = """
from setuptools import setup
setup(name="tiny", version="1", packages=["tiny"], entry_points={
    "Training": ["training_dataloader = tiny.load", "training_pipeline = tiny.pipe"],
    "Scoring": ["scoring_dataloader = tiny.load", "scoring_pipeline = tiny.pipe", "scoring_datasaver = tiny.save"],
    "Evaluation": ["evaluator = tiny.judge:Judge"],
})
"""
PARTS = {
    "__init__": "",
    "load": "import pandas as pd\n\n\ndef load(config):\n    return pd.DataFrame({'x': [1, 2, 3, 4]})\n",
    "pipe": (
        "def train(config, data):\n    return {'rows': len(data)}\n\n\n"
        "def score(config, data, model):\n    return data\n"
    ),
    "save": (
        "from platform_sdk.client_context import ClientContext\n"
        "from platform_sdk.dataset_writer import DatasetWriter\n"
        "from platform_sdk.models import Dataset\n\n\n"
        "def save(config, data):\n"
        "    client = ClientContext(\n"
        "        api_key=config['ML_FRAMEWORK_IMS_USER_CLIENT_ID'], org_id=config['ML_FRAMEWORK_IMS_TENANT_ID'],\n"
        "        user_token=config['ML_FRAMEWORK_IMS_TOKEN'], sandbox_id=config['sandboxId'],\n"
        "        sandbox_name=config['sandboxName'],\n"
        "    )\n"
        "    data = data.assign(_id=[str(one) for one in data['x']])[['_id']]\n"
        "    DatasetWriter(client, Dataset(client).get_by_id(config['scoringResultsDataSetId'])).write(data)\n"
    ),
    "judge": (
        "class Judge:\n    def split(self, config, data):\n        return data[:3], data[3:]\n\n"
        "    def evaluate(self, data, model, config):\n"
        "        return [{'name': 'accuracy', 'value': '0.75', 'valueType': 'double'}]\n"
    ),
}


def write(folder: Path) -> None:
    """Into `tiny` below the project's folder."""
    package = folder / "tiny" / "tiny"
    package.mkdir(parents=True)
    (folder / "tiny" / "setup.py").write_text(SETUP)
    for name, text in PARTS.items():
        (package / f"{name}.py").write_text(text)
