# python: >=3.11
error = AttributeError("module 'asyncio' has no attribute 'rum'. Did you mean: 'run'?")
error.add_note("The client was made in another thread.")
print("ready", flush=True)
try:
    import asyncio

    asyncio.Tasc
except AttributeError as suggested:
    raise error from suggested
