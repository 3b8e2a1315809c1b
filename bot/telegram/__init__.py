"""What we add to python-telegram-bot: a durable inbox, order within a chat, stored dialogues.

The library's `Application` tells Telegram that an update was received before anybody has worked on
it, and its `ConversationHandler` reads stored conversations once, at start. Here an update is on disk
before Telegram hears of it, and a chat's dialogue is read before each update and written with it, so
a kill loses nothing and another replica can go on. Dialogues keep the library's shape: entry points,
steps, fallbacks.
"""
