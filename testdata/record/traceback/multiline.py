import asyncio


class Refused(Exception):
    pass


def check(
    first,
    second,
):
    raise Refused("2 problems (\n  first: %s\n  second: %s\n)" % (first, second))


async def main():
    check(
        1,
        second=[
            2,
            3,
        ],
    )


asyncio.new_event_loop().run_until_complete(main())
