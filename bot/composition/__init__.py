"""Putting the parts together, one file for each part of the house; `bot.app` begins and ends them."""
