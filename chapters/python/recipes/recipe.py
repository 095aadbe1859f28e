"""Times the forms of a recipe with this guide's stopwatch, the slow one first, and compares their answers."""

import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.dirname(HERE))  # where the stopwatch is

import flags
import stopwatch


def run(*forms, needs=None, given=None):
    """Runs each function, named with its own words. Without the package that it `needs` it is skipped, in
    words. What is `given` is made before any time is taken, and handed to each."""
    script = sys.modules["__main__"]
    names = [form.__name__.replace("_", " ") for form in forms]
    args = flags.parse(script.__doc__, names)
    is_complete = needs is None or importlib.util.find_spec(needs) is not None
    arguments = [given()] if given and is_complete else []
    name = os.path.splitext(os.path.basename(script.__file__))[0]
    lesson = stopwatch.Lesson(f"recipe-{name}", args)
    for name, form in zip(names, forms):
        lesson.version(name, needs=needs).run(form, *arguments)
    lesson.finish()
