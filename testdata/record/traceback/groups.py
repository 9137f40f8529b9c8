# python: >=3.11
import asyncio


class Lost(Exception):
    pass


async def fail(text):
    error = Lost(text)
    error.add_note("seen on host a")
    error.add_note("and\non host b")
    raise error


async def inner():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail("one"))
        group.create_task(fail("two\nlines"))


async def outer():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(chained())
    except ExceptionGroup as error:
        raise RuntimeError("all lost") from error


async def chained():
    try:
        await fail("three")
    except Lost:
        raise ValueError("four")


async def main():
    many = [OSError(i, "no") for i in range(18)]
    try:
        await outer()
    except RuntimeError as error:
        raise ExceptionGroup("many", [error, *many])


asyncio.run(main())
