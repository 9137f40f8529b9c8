import asyncio
import concurrent.futures


def work(n):
    return 1 // n


async def main():
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        await asyncio.get_event_loop().run_in_executor(pool, work, 0)


if __name__ == "__main__":
    asyncio.new_event_loop().run_until_complete(main())
