import asyncio


async def main():
    try:
        asyncio.run(main())
    except RuntimeError as error:
        error.add_note("while opening the shop")
        error.add_note("on a Monday")
        raise


asyncio.run(main())
