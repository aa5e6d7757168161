"""Sensei ML: engines, MLInstances, experiments and their runs, models, insights, MLServices.

Source: Adobe's OpenAPI file of the Sensei Machine Learning API and the pages of Data Science Workspace.
"""

from .routes import ROUTES
from .workers import start

__all__ = ["ROUTES", "start"]
