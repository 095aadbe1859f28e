"""Twelve calls of a library that knows nothing of async, in an event loop."""

import asyncio
import time

import recipe


# ANCHOR: slow
def ask(question):
    time.sleep(0.2)  # as requests.get does, or a driver of a database
    return question


async def ask_at_once(question):
    return ask(question)  # nobody else gets a turn meanwhile


async def questions(ask):
    return sum(await asyncio.gather(*[ask(number) for number in range(12)]))


def in_the_event_loop():
    return asyncio.run(questions(ask_at_once))
# ANCHOR_END: slow


# ANCHOR: mended
async def ask_in_a_thread(question):
    return await asyncio.to_thread(ask, question)


def in_threads_beside_it():
    return asyncio.run(questions(ask_in_a_thread))
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(in_the_event_loop, in_threads_beside_it)
