def main():
    await refresh()
