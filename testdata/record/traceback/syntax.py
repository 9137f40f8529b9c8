def fetch():
    return await read(
        1)
