"""The configuration: config.toml and the environment, with errors that an operator can act on."""

from bot.config.loading import cautions_about, load
from bot.config.problems import Caution, ConfigurationError, Problem
from bot.config.settings import Settings

__all__ = ["Caution", "ConfigurationError", "Problem", "Settings", "cautions_about", "load"]
